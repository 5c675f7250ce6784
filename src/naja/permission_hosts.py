"""Hosts, ports and networks in permissions."""


class HostRule:
    """`example.com`, `example.com:443`, `*.example.com`, `127.0.0.1:80`, `[::1]:80`, `10.0.0.0/8`, `unix:/path`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.network: object = None
        self.port = 0  # any
        if "://" in text:
            raise ValueError(f"invalid value '{text}': URLs are not supported, only domains and IPs")
        if text.startswith("unix:"):
            self.host = text
            return
        host, port = split_host(text, text)
        if not host:
            raise ValueError(f"invalid empty host: '{text}'")
        self.host, self.port = host, port
        if "/" in host:
            from ipaddress import ip_network

            self.network = ip_network(host, strict=False)
        else:
            self.host = plain(host)

    def names(self, host: str) -> bool:
        """Whether the rule is about a host, at some port."""
        host = plain(host)
        if self.network is not None:
            return in_network(self.network, host)
        if self.host[:2] == "*.":
            return host.endswith(self.host[1:])
        return host == self.host

    def covers(self, host: str, port: int) -> bool:
        """Whether the rule is about a host at a port; port 0: at all of them."""
        return (self.port in (0, port)) and self.names(host)

    def __repr__(self) -> str:
        return repr(f"{self.host}:{self.port}" if self.port else self.host)


def in_network(network: object, host: str) -> bool:
    """Whether a host is an address of a network."""
    from ipaddress import IPv4Network, IPv6Network, ip_address

    try:
        address = ip_address(host)
    except ValueError:
        return False
    return isinstance(network, (IPv4Network, IPv6Network)) and address in network


def plain(host: str) -> str:
    """A host as it is compared: lower case, no final dot, IPv4 addresses in IPv6 as such, addresses in one spelling."""
    host = host.lower().strip("[]").partition("%")[0]
    if host[-1:] == ".":
        host = host[:-1]
    if ":" not in host:
        return host
    from ipaddress import IPv6Address

    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or address)


def split_host(text: str, whole: str | None = None) -> tuple[str, int]:
    """`host:port` in its parts; 0 where no port is named. Raises ValueError, about `whole`, for what is no port."""
    if text[:5] == "unix:":
        return text, 0
    if text[:1] == "[":
        host, _, port = text[1:].partition("]")
        port = port.removeprefix(":")
    elif text.count(":") > 1:
        host, port = text, ""
    else:
        host, _, port = text.partition(":")
    if not port:
        return host, 0
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        if whole is None:
            return host, -1
        raise ValueError(f"invalid port in '{whole}': '{port}'")
    return host, int(port)


def join_host(host: str, port: int) -> str:
    """A host and a port in one text; port 0 is left out."""
    if ":" in host:
        host = f"[{host}]"
    return f"{host}:{port}" if port else host
