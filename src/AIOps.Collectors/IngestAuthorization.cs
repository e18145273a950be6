using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AIOps.Collectors;

/// <summary>Who may send: loopback without a token, everybody else with one (bearer, or the password of basic).</summary>
/// <param name="isToken">Says whether a text is a valid token; it must compare in constant time.</param>
public sealed class IngestAuthorization(Func<string, bool> isToken)
{
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded", "X-Real-IP"];

    /// <summary>Whether the request carries a valid token: its sender has proved who it is.</summary>
    public bool IsAuthenticated(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return isToken(header[7..].Trim());
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || header.Length > 4096)
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[3072];
        if (!Convert.TryFromBase64String(header[6..].Trim(), decoded, out var used))
        {
            return false;
        }

        var colon = decoded[..used].IndexOf((byte)':');
        return colon >= 0 && isToken(Encoding.UTF8.GetString(decoded[(colon + 1)..used]));
    }

    /// <summary>Whether the request may send telemetry at all.</summary>
    public bool IsAllowed(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return IsLocal(context) || IsAuthenticated(context);
    }

    // Through a proxy on this machine everybody would look local.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && !Array.Exists(ProxyHeaders, context.Request.Headers.ContainsKey);
}
