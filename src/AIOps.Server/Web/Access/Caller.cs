using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Access;

/// <summary>Finds out who calls: by bearer token, by basic authentication with the token as the password, or by the console's cookie.</summary>
internal sealed class Caller(AccessToken token, IOptions<WebOptions> options, TimeProvider time)
{
    public const string ActorHeader = "X-AIOps-Actor";
    private const string NobodyKnown = "token";

    /// <summary>The name of whoever showed the token, or null.</summary>
    public string? Identify(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return token.Matches(header.AsSpan(7).Trim()) ? NameIn(context) : null;
        }

        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return Basic(header.AsSpan(6).Trim());
        }

        return Session.Read(token.SessionKey, context.Request.Cookies[Session.Cookie], time.GetUtcNow());
    }

    /// <summary>May this request read: with the token always; without it from loopback when the settings say so.</summary>
    public bool MayRead(HttpContext context) =>
        !options.Value.NeedsToken || Identify(context) is not null || (options.Value.ReadFromLoopback && IsLocal(context));

    /// <summary>May this request change state, and under which name.</summary>
    public bool MayChange(HttpContext context, out string actor)
    {
        var name = Identify(context);
        actor = name ?? NameIn(context);
        return name is not null || !options.Value.NeedsToken;
    }

    /// <summary>Comes from this machine and not through a proxy, which would make everybody look local.</summary>
    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("X-Real-IP");

    /// <summary>A name as it may stand in the audit: short and printable.</summary>
    public static string Clean(string? name)
    {
        var kept = new string([.. (name ?? "").Where(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '@').Take(64)]).Trim();
        // only the service itself and its runbooks sign with these names
        return kept.Length == 0 || kept.Equals("aiops", StringComparison.OrdinalIgnoreCase) || kept.StartsWith("runbook", StringComparison.OrdinalIgnoreCase) ? NobodyKnown : kept;
    }

    private static string NameIn(HttpContext context) => Clean(context.Request.Headers[ActorHeader]);

    private string? Basic(ReadOnlySpan<char> encoded)
    {
        if (encoded.Length > 2048)
        {
            return null;
        }

        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && token.Matches(text.AsSpan(colon + 1)) ? Clean(text[..colon]) : null;
    }
}
