using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AIOps.Notifications.Webhook;

/// <summary>
/// The signature of our webhook: <c>t=UNIXSECONDS,v1=HEX</c>, where HEX is HMAC-SHA256 over <c>UNIXSECONDS + "." + body</c>. A receiver refuses what is
/// older than five minutes, so a recorded message cannot be replayed.
/// </summary>
public static class WebhookSignature
{
    /// <summary>How old a message may be.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Signs a body.</summary>
    /// <param name="key">The shared key.</param>
    /// <param name="at">Our clock.</param>
    /// <param name="body">The body as sent.</param>
    public static string Sign(string key, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var seconds = at.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(Hash(key, seconds, body))}");
    }

    /// <summary>What a receiver does: true when signature and age are right.</summary>
    /// <param name="key">The shared key.</param>
    /// <param name="signature">The header.</param>
    /// <param name="now">The receiver's clock.</param>
    /// <param name="body">The body as received.</param>
    public static bool Verify(string key, string signature, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(signature);
        var parts = signature.Split(',');
        if (parts.Length != 2 || !parts[0].StartsWith("t=", StringComparison.Ordinal) || !parts[1].StartsWith("v1=", StringComparison.Ordinal) ||
            !long.TryParse(parts[0].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || parts[1].Length != 3 + 64)
        {
            return false;
        }

        return Math.Abs(now.ToUnixTimeSeconds() - seconds) <= MaxAge.TotalSeconds
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(parts[1][3..]), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Hash(key, seconds, body))));
    }

    private static byte[] Hash(string key, long seconds, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
