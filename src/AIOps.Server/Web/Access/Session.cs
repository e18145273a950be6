using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AIOps.Server.Web.Access;

/// <summary>A console login: name and end, signed with a key that is derived from the token; nothing is kept on the server.</summary>
internal static class Session
{
    public const string Cookie = "aiops-session";

    public static string Write(byte[] key, string name, DateTimeOffset endsAt)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{endsAt.ToUnixTimeSeconds()}|{name}");
        var body = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
        return $"{body}.{Sign(key, body)}";
    }

    /// <summary>The name in a cookie, or null when it is forged or over.</summary>
    public static string? Read(byte[] key, string? cookie, DateTimeOffset now)
    {
        if (cookie is null || cookie.Length > 1024 || cookie.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
        {
            return null;
        }

        var body = cookie[..dot];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(cookie[(dot + 1)..]), Encoding.UTF8.GetBytes(Sign(key, body))))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(body));
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        return long.TryParse(text.AsSpan(0, bar), NumberStyles.None, CultureInfo.InvariantCulture, out var ends) && ends > now.ToUnixTimeSeconds() ? text[(bar + 1)..] : null;
    }

    private static string Sign(byte[] key, string body) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body)));
}
