"""What docker-compose.yml promises about each container, asked of Docker and of the running processes."""

from __future__ import annotations

from typing import Any

from tests.compose.stack import CommandError, Stack, docker

#: The bits of /proc/1/status that say what the first process may do: nothing special, and never more.
NO_CAPABILITIES = "CapEff:\t0000000000000000"
NO_NEW_PRIVILEGES = "NoNewPrivs:\t1"


def weak_spots(stack: Stack, service: str) -> list[str]:
    """Sentences about what the service's running container could do although it should not."""
    return [f"{service} {spot}" for spot in (*_declared(stack.inspect(service)), *_tried(stack, service))]


def _declared(container: dict[str, Any]) -> list[str]:
    host = container["HostConfig"]
    findings = {
        "runs as root": container["Config"]["User"].split(":")[0] in ("", "0", "root"),
        "has a writable root": not host["ReadonlyRootfs"],
        "keeps capabilities": host["CapDrop"] != ["ALL"] or bool(host["CapAdd"]),
        "is privileged": host["Privileged"],
        "may gain privileges": not any(
            each.startswith("no-new-privileges") for each in host["SecurityOpt"] or []
        ),
        "has no memory limit": not host["Memory"],
        "has no process limit": not host["PidsLimit"],
        "shares a namespace of the host": "host" in (host["NetworkMode"], host["PidMode"], host["IpcMode"]),
        "has Docker's socket": any("docker.sock" in mount.get("Source", "") for mount in container["Mounts"]),
    }
    return [spot for spot, is_true in findings.items() if is_true]


def _tried(stack: Stack, service: str) -> list[str]:
    status = stack.exec(service, "cat", "/proc/1/status")
    spots = [f"lacks {line!r}" for line in (NO_CAPABILITIES, NO_NEW_PRIVILEGES) if line not in status]
    if stack.exec(service, "id", "-u").strip() == "0":
        spots.append("runs commands as root")
    try:
        stack.exec(service, "sh", "-c", "touch /usr/here /srv/here 2>&1")
    except CommandError:
        return spots
    return [*spots, "can write into its image"]


def published_ports(stack: Stack, services: tuple[str, ...]) -> dict[str, list[str]]:
    """The addresses of this machine at which each service can be reached."""
    return {
        service: [
            f"{each['HostIp']}:{each['HostPort']}" for bindings in ports.values() for each in bindings or []
        ]
        for service in services
        if (ports := stack.inspect(service)["NetworkSettings"]["Ports"])
    }


def networks(stack: Stack, service: str) -> dict[str, bool]:
    """The service's networks, without the project's name, and whether each has no way out."""
    names = stack.inspect(service)["NetworkSettings"]["Networks"]
    return {
        name.removeprefix(f"{stack.name}_"): docker(
            "network", "inspect", "--format", "{{.Internal}}", name
        ).strip()
        == "true"
        for name in names
    }
