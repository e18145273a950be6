namespace AIOps.Storage.Remote;

/// <summary>A secret named by where it stands, <c>env:NAME</c> or <c>file:/path</c>; it is read when it is used, so that a rotated one is taken without a restart.</summary>
internal static class SecretReference
{
    public static bool IsOne(string text) => (text.StartsWith("env:", StringComparison.Ordinal) && text.Length > 4) || (text.StartsWith("file:/", StringComparison.Ordinal) && text.Length > 6);

    /// <summary>Reads it; null when it is not there or empty.</summary>
    public static string? Read(string reference)
    {
        try
        {
            var value = reference.StartsWith("env:", StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(reference[4..]) : File.ReadAllText(reference[5..]).Trim();
            return string.IsNullOrEmpty(value) ? null : value;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
