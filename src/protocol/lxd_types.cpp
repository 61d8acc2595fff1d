// SPDX-License-Identifier: MIT
#include "protocol/lxd.hpp"

namespace optrack {
namespace {

using Type = Parameter::Type;
using Place = Parameter::Place;
using Parameters = std::vector<Parameter>;

Parameter instance() {
  return {.name = "instance", .place = Place::path, .required = true, .description = "Name of the instance"};
}

Parameter fingerprint() {
  return {.name = "image",
          .place = Place::path,
          .required = true,
          .description = "Fingerprint of the image, or its beginning"};
}

Parameter text(std::string name, std::string description, std::string key = {}) {
  return {.name = std::move(name), .key = std::move(key), .description = std::move(description)};
}

Parameter needed(Parameter parameter) {
  parameter.required = true;
  return parameter;
}

Parameter flag(std::string name, std::string description, std::string key = {}) {
  Parameter parameter = text(std::move(name), std::move(description), std::move(key));
  parameter.type = Type::boolean;
  return parameter;
}

Parameter json(std::string name, std::string description, std::string key = {}, std::string default_value = {}) {
  Parameter parameter = text(std::move(name), std::move(description), std::move(key));
  parameter.type = Type::json;
  parameter.default_value = std::move(default_value);
  return parameter;
}

Parameter whole(std::string name, std::string description, std::string default_value = {}) {
  Parameter parameter = text(std::move(name), std::move(description));
  parameter.type = Type::integer;
  parameter.default_value = std::move(default_value);
  return parameter;
}

Parameter where(std::string name, std::string description) {
  return {.name = std::move(name), .place = Place::query, .description = std::move(description)};
}

Parameter compression() {
  return text("compression", "Compression: gzip, none, xz, zstd, bzip2, lzma", "/compression_algorithm");
}

/// What instances are made with, wherever from.
Parameters make_up(std::string profiles) {
  return {{.name = "config.*", .description = "Configuration key: config.limits.cpu=2"},
          json("devices.*", "Device: devices.root='{\"type\":\"disk\",\"path\":\"/\",\"pool\":\"default\"}'"),
          json("profiles", "Profiles, a JSON array", {}, std::move(profiles)),
          flag("ephemeral", "Delete the instance when it stops"),
          text("description", "Description")};
}

Parameter from_image(std::string implies) {
  return {.name = "image",
          .key = "/source/alias",
          .description = "Fingerprint or alias of the image; without one the instance is empty",
          .fingerprint_key = "/source/fingerprint",
          .implies = {std::move(implies)}};
}

Parameter image_server() {
  return {.name = "server",
          .key = "/source/server",
          .description = "Address of the image server; without one the image is a local one",
          .implies = {R"({"source":{"mode":"pull"}})"}};
}

Parameter image_protocol() {
  return {.name = "protocol",
          .key = "/source/protocol",
          .choices = {"simplestreams", "lxd"},
          .description = "What the image server speaks"};
}

Parameter image_file() {
  return {.name = "file", .place = Place::raw, .description = "Image file to upload: file=@image.tar.gz"};
}

Parameter image_url() {
  return {.name = "url",
          .key = "/source/url",
          .description = "Address the server downloads the image from, instead of a file",
          .implies = {R"({"source":{"type":"url"}})"}};
}

Parameters operator+(Parameters left, Parameters right) {
  left.insert(left.end(), std::make_move_iterator(right.begin()), std::make_move_iterator(right.end()));
  return left;
}

Parameter project() { return where("project", "Project; without one the default project"); }
Parameter target() { return where("target", "Cluster member to work on"); }

/// What PUT .../state does, one operation type per action.
OperationType state(const std::string& action, std::string summary, bool can_force) {
  Parameters parameters{instance(), whole("timeout", "Seconds to wait before giving up", "30")};
  if (can_force) parameters.push_back(flag("force", "Do not wait for the system inside"));
  if (action == "start" || action == "stop")
    parameters.push_back(flag("stateful", "Keep or restore the running state"));
  parameters.push_back(project());
  return {.name = "instances." + action,
          .summary = std::move(summary),
          .method = "PUT",
          .path = "/1.0/instances/{instance}/state",
          .parameters = std::move(parameters),
          .base_body = {R"({"action":")" + action + R"("})"},
          .name_parameter = "instance"};
}

Parameters exec_parameters() {
  Parameter command = json("command", "Program and arguments, a JSON array: '[\"sh\",\"-c\",\"...\"]'");
  Parameter environment = text("environment.*", "Environment variable: environment.HOME=/root");
  environment.secret = true;
  return {instance(),
          needed(command),
          environment,
          text("cwd", "Working directory of the command"),
          whole("user", "Numeric user id"),
          whole("group", "Numeric group id"),
          project()};
}

std::vector<OperationType> image_types() {
  return {
      {.name = "images.copy",
       .summary = "Copy an image from an image server",
       .method = "POST",
       .path = "/1.0/images",
       .parameters = {needed(from_image(R"({"source":{"type":"image"}})")), needed(image_server()), image_protocol(),
                      flag("public", "Everybody may use it"), flag("auto_update", "Keep it up to date"),
                      json("aliases", "Aliases: '[{\"name\":\"web\"}]'"), project()},
       .base_body = {R"({"source":{"type":"image","mode":"pull"}})"},
       .name_parameter = "image"},
      {.name = "images.delete",
       .summary = "Delete an image",
       .method = "DELETE",
       .path = "/1.0/images/{image}",
       .parameters = {fingerprint(), project()},
       .name_parameter = "image"},
      {.name = "images.import",
       .summary = "Take over an image from a file or an address",
       .method = "POST",
       .path = "/1.0/images",
       .parameters = {image_file(), image_url(), flag("public", "Everybody may use it (with url)"),
                      json("aliases", "Aliases: '[{\"name\":\"web\"}]' (with url)"),
                      text("properties.*", "Property of the image: properties.os=debian (with url)"), project(),
                      target()}},
      {.name = "images.refresh",
       .summary = "Look for a newer version of an image at its origin",
       .method = "POST",
       .path = "/1.0/images/{image}/refresh",
       .parameters = {fingerprint(), project()},
       .name_parameter = "image"},
  };
}

std::vector<OperationType> instance_types() {  // NOLINT(readability-function-size): it is one table
  return {
      {.name = "instances.backup",
       .summary = "Make a backup file of an instance",
       .method = "POST",
       .path = "/1.0/instances/{instance}/backups",
       .parameters = {instance(), text("name", "Name of the backup"), compression(),
                      flag("instance_only", "Leave out the snapshots"),
                      flag("optimized_storage", "In the storage driver's own form"),
                      text("expires_at", "When it may be deleted, as a time"), project()},
       .base_body = {"{}"},
       .name_parameter = "instance"},
      {.name = "instances.copy",
       .summary = "Copy an instance",
       .method = "POST",
       .path = "/1.0/instances",
       .parameters = Parameters{needed(text("instance", "Name of the instance to copy", "/source/source")),
                                needed(text("name", "Name of the copy")),
                                flag("instance_only", "Leave out the snapshots", "/source/instance_only"),
                                text("source_project", "Project of the instance to copy", "/source/project")} +
                     make_up(R"(["default"])") + Parameters{project(), target()},
       .base_body = {R"({"source":{"type":"copy"}})"},
       .name_parameter = "name"},
      {.name = "instances.create",
       .summary = "Create an instance (a container or a virtual machine)",
       .method = "POST",
       .path = "/1.0/instances",
       .parameters = Parameters{text("name", "Name of the instance; without one the server makes one up"),
                                from_image(R"({"source":{"type":"image"}})"),
                                image_server(),
                                image_protocol(),
                                {.name = "type",
                                 .default_value = "container",
                                 .choices = {"container", "virtual-machine"},
                                 .description = "Kind of instance"},
                                text("instance_type", "Size by name: c2-m4")} +
                     make_up(R"(["default"])") + Parameters{project(), target()},
       .base_body = {R"({"source":{"type":"none"}})"},
       .name_parameter = "name"},
      {.name = "instances.delete",
       .summary = "Delete a stopped instance",
       .method = "DELETE",
       .path = "/1.0/instances/{instance}",
       .parameters = {instance(), project()},
       .name_parameter = "instance"},
      {.name = "instances.exec",
       .summary = "Run a command in an instance; its output becomes the log",
       .method = "POST",
       .path = "/1.0/instances/{instance}/exec",
       .parameters = exec_parameters(),
       .base_body = {R"({"wait-for-websocket":false,"record-output":true,"interactive":false})"},
       .name_parameter = "instance"},
      state("freeze", "Freeze the processes of an instance", false),
      {.name = "instances.publish",
       .summary = "Make an image of an instance or a snapshot",
       .method = "POST",
       .path = "/1.0/images",
       .parameters = {needed(text("instance", "Name of the stopped instance, or instance/snapshot", "/source/name")),
                      {.name = "source_type",
                       .key = "/source/type",
                       .default_value = "instance",
                       .choices = {"instance", "snapshot"},
                       .description = "What is published"},
                      compression(),
                      flag("public", "Everybody may use the image"),
                      json("aliases", "Aliases: '[{\"name\":\"web\"}]'"),
                      text("properties.*", "Property of the image: properties.os=debian"),
                      project()},
       .base_body = {"{}"},
       .name_parameter = "instance"},
      {.name = "instances.rename",
       .summary = "Rename a stopped instance",
       .method = "POST",
       .path = "/1.0/instances/{instance}",
       .parameters = {instance(), needed(text("name", "New name")), project()},
       .base_body = {"{}"},
       .name_parameter = "instance"},
      state("restart", "Restart an instance", true),
      {.name = "instances.restore",
       .summary = "Bring an instance back to a snapshot",
       .method = "PUT",
       .path = "/1.0/instances/{instance}",
       .parameters = {instance(), needed(text("snapshot", "Name of the snapshot", "/restore")),
                      flag("stateful", "Restore the running state too"), project()},
       .base_body = {"{}"},
       .name_parameter = "instance"},
      {.name = "instances.snapshot",
       .summary = "Take a snapshot of an instance",
       .method = "POST",
       .path = "/1.0/instances/{instance}/snapshots",
       .parameters = {instance(), needed(text("name", "Name of the snapshot")),
                      flag("stateful", "Keep the running state too"),
                      text("expires_at", "When it may be deleted, as a time"), project()},
       .base_body = {"{}"},
       .name_parameter = "instance"},
      {.name = "instances.snapshot-delete",
       .summary = "Delete a snapshot of an instance",
       .method = "DELETE",
       .path = "/1.0/instances/{instance}/snapshots/{snapshot}",
       .parameters =
           {instance(),
            {.name = "snapshot", .place = Place::path, .required = true, .description = "Name of the snapshot"},
            project()},
       .name_parameter = "instance"},
      state("start", "Start an instance", false),
      state("stop", "Stop an instance", true),
      state("unfreeze", "Let the processes of a frozen instance go on", false),
  };
}

std::vector<OperationType> volume_types() {
  const Parameter pool{.name = "pool", .place = Place::path, .required = true, .description = "Storage pool"};
  const Parameter volume{.name = "volume", .place = Place::path, .required = true, .description = "Custom volume"};
  return {
      {.name = "volumes.backup",
       .summary = "Make a backup file of a custom volume",
       .method = "POST",
       .path = "/1.0/storage-pools/{pool}/volumes/custom/{volume}/backups",
       .parameters = {pool, volume, text("name", "Name of the backup"), compression(),
                      flag("volume_only", "Leave out the snapshots"), project(), target()},
       .base_body = {"{}"},
       .name_parameter = "volume"},
      {.name = "volumes.copy",
       .summary = "Copy a custom volume",
       .method = "POST",
       .path = "/1.0/storage-pools/{pool}/volumes/custom",
       .parameters = {pool,
                      needed(text("volume", "Volume to copy", "/source/name")),
                      needed(text("source_pool", "Pool of the volume to copy", "/source/pool")),
                      needed(text("name", "Name of the copy")),
                      {.name = "content_type",
                       .choices = {"filesystem", "block"},
                       .description = "Kind of the volume to copy; filesystem without it"},
                      flag("volume_only", "Leave out the snapshots", "/source/volume_only"),
                      project(),
                      target()},
       .base_body = {R"({"source":{"type":"copy"},"type":"custom"})"},
       .name_parameter = "name"},
      {.name = "volumes.snapshot",
       .summary = "Take a snapshot of a custom volume",
       .method = "POST",
       .path = "/1.0/storage-pools/{pool}/volumes/custom/{volume}/snapshots",
       .parameters = {pool, volume, needed(text("name", "Name of the snapshot")), project(), target()},
       .base_body = {"{}"},
       .name_parameter = "volume"},
  };
}

std::vector<OperationType> make_lxd_types() {
  std::vector<OperationType> all = image_types();
  for (const auto& more : {instance_types(), volume_types()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

std::span<const OperationType> lxd_types() {
  static const std::vector<OperationType> kTypes = make_lxd_types();
  return kTypes;
}

}  // namespace optrack
