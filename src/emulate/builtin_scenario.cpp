// SPDX-License-Identifier: MIT
#include "emulate/scenario.hpp"

namespace optrack::emulate {

std::string_view builtin_scenario_text() {  // NOLINT(readability-function-size): it is one text
  return R"json(// What the emulator does unless told otherwise. Times: "1.5s", "200ms" or plain seconds.
{
  "operations": {
    "catlets.create": {
      "queued": "300ms",
      "duration": "8s",
      "tasks": [
        {"key": "create", "name": "CreateCatletCommand", "display_name": "Create catlet {name}", "start": "200ms"},
        {"key": "resolve", "parent": "create", "name": "ResolveCatletSpecificationCommand",
         "display_name": "Resolve configuration", "start": "400ms", "end": "1.2s"},
        {"key": "genes", "parent": "create", "name": "PrepareCatletGenesCommand", "display_name": "Prepare genes",
         "start": "1.2s", "end": "5.2s"},
        {"key": "volume", "parent": "genes", "name": "PrepareGeneCommand",
         "display_name": "Download acme/ubuntu-22.04/latest", "start": "1.3s", "queued": "100ms", "end": "5.1s",
         "progress": [["1.5s", 0], ["3s", 38], ["3.6s", 42], ["5s", 100]]},
        {"key": "food", "parent": "genes", "name": "PrepareGeneCommand", "display_name": "Download acme/food",
         "start": "1.4s", "queued": "200ms", "end": "2.6s", "progress": [["1.8s", 10], ["2.5s", 100]]},
        {"key": "vm", "parent": "create", "name": "CreateCatletVMCommand", "display_name": "Create virtual machine",
         "start": "5.2s", "end": "6.6s", "progress": [["5.3s", 5], ["6.5s", 90]]},
        {"key": "network", "parent": "create", "name": "UpdateCatletNetworksCommand",
         "display_name": "Connect networks", "start": "6.6s", "end": "7.3s"},
        {"key": "config", "parent": "create", "name": "UpdateCatletConfigDriveCommand",
         "display_name": "Write config drive", "start": "7.3s", "end": "7.8s"}
      ],
      "log": [
        {"task": "create", "at": "350ms", "message": "Creating catlet {name} in project default"},
        {"task": "resolve", "at": "500ms", "message": "Resolving parent acme/ubuntu-22.04/latest"},
        {"task": "resolve", "at": "1.1s", "message": "Configuration of catlet {name} resolved"},
        {"task": "food", "at": "1.7s", "message": "Downloading gene acme/food:cloud-init"},
        {"task": "food", "at": "2.5s", "message": "Gene acme/food:cloud-init is ready"},
        {"task": "volume", "at": "1.6s", "count": 7, "every": "500ms",
         "message": "Downloading volume sda, part {n} of {count}"},
        {"task": "volume", "at": "5.05s", "message": "Volume sda unpacked"},
        {"task": "vm", "at": "5.4s", "message": "Creating virtual machine {name}"},
        {"task": "vm", "at": "5.9s", "message": "Attaching drive sda"},
        {"task": "vm", "at": "6.4s", "message": "Setting 2 processors, 2048 MB memory"},
        {"task": "network", "at": "6.8s", "message": "Port eth0 in network default"},
        {"task": "network", "at": "7.2s", "message": "Address 10.0.0.12 assigned"},
        {"task": "config", "at": "7.6s", "message": "Config drive attached"},
        {"task": "create", "at": "7.9s", "message": "Catlet {name} created"}
      ],
      "resources": [
        {"type": "Catlet", "at": "500ms"},
        {"type": "VirtualDisk", "at": "5.8s"}
      ],
      "result": {"result_type": "Catlet", "catlet_id": "{catlet}"}
    },
    "catlets.update": {
      "queued": "200ms", "duration": "3s",
      "tasks": [
        {"key": "update", "name": "UpdateCatletCommand", "display_name": "Update catlet {name}", "start": "100ms"},
        {"key": "vm", "parent": "update", "name": "UpdateCatletVMCommand", "start": "500ms", "end": "2.7s",
         "progress": [["1s", 20], ["2.5s", 100]]}
      ],
      "log": [
        {"task": "vm", "at": "700ms", "message": "Applying configuration"},
        {"task": "vm", "at": "2.6s", "message": "Configuration applied"}
      ],
      "resources": [{"type": "Catlet", "at": 0}]
    },
    "catlets.delete": {
      "queued": "200ms", "duration": "2s",
      "tasks": [{"key": "delete", "name": "DestroyCatletCommand", "display_name": "Delete catlet {name}", "start": "100ms"}],
      "log": [{"task": "delete", "at": "600ms", "message": "Removing virtual machine {name}"},
              {"task": "delete", "at": "1.7s", "message": "Removing drives"}],
      "resources": [{"type": "Catlet", "at": 0}]
    },
    "catlets.start": {
      "queued": "200ms", "duration": "2s",
      "tasks": [{"key": "start", "name": "StartCatletCommand", "display_name": "Start catlet {name}", "start": "100ms"}],
      "log": [{"task": "start", "at": "500ms", "message": "Starting virtual machine {name}"}],
      "resources": [{"type": "Catlet", "at": 0}]
    },
    "catlets.stop": {
      "queued": "200ms", "duration": "2s",
      "cancel": "ignored",
      "tasks": [{"key": "stop", "name": "StopCatletCommand", "display_name": "Stop catlet {name}", "start": "100ms"}],
      "log": [{"task": "stop", "at": "500ms", "message": "Stopping virtual machine {name}"}],
      "resources": [{"type": "Catlet", "at": 0}]
    },
    "catlets.config.expand": {
      "duration": "1s",
      "tasks": [{"key": "expand", "name": "ExpandNewCatletConfigCommand", "display_name": "Expand configuration", "start": "100ms"}],
      "log": [{"task": "expand", "at": "500ms", "message": "Resolving genes"}],
      "result": {"result_type": "CatletConfig", "configuration": "{configuration}"}
    },
    "catlets.config.populate-variables": {
      "duration": "1s",
      "tasks": [{"key": "populate", "name": "PopulateCatletConfigVariablesCommand", "display_name": "Populate variables", "start": "100ms"}],
      "log": [{"task": "populate", "at": "500ms", "message": "Collecting variables"}],
      "result": {"result_type": "CatletConfig", "configuration": "{configuration}"}
    }
  }
}
)json";
}

}  // namespace optrack::emulate
