using System.Net;
using System.Net.Sockets;

namespace AIOps.Notifications.Delivery;

/// <summary>
/// An HTTP client that connects to public addresses only, unless told otherwise. The address that was checked is the one that is connected to, so a name
/// that resolves differently a moment later changes nothing; redirects are not followed.
/// </summary>
internal static class GuardedClient
{
    public static HttpClient Create(bool allowPrivate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowPrivate, cancellationToken),
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 64 * 1024 };
    }

    /// <summary>True when an address is reachable by everybody on the internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Span<byte> six = stackalloc byte[16];
            address.TryWriteBytes(six, out _);
            var embedsFour = six[..12].IndexOfAnyExcept((byte)0) < 0 // ::a.b.c.d
                || (six[0] == 0x00 && six[1] == 0x64 && six[2] == 0xff && six[3] == 0x9b) // NAT64
                || (six[0] == 0x20 && six[1] == 0x02); // 6to4
            return !embedsFour && !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal
                && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
        }

        Span<byte> four = stackalloc byte[4];
        address.TryWriteBytes(four, out _);
        return (four[0], four[1]) switch
        {
            (0 or 10 or 127 or >= 224, _) => false,
            (100, >= 64 and < 128) => false,
            (169, 254) => false,
            (172, >= 16 and < 32) => false,
            (192, 168) or (192, 0) => false,
            (198, 18 or 19) => false,
            _ => true,
        };
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);
        var allowed = addresses.Where(address => allowPrivate || IsPublic(address)).ToArray();
        if (allowed.Length == 0)
        {
            throw new RefusedAddressException($"{target.Host} has no public address; set AllowPrivateAddresses on this channel if that is meant");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
