namespace AIOps.Detection.Logs;

/// <summary>What is masked beyond the built-in rules.</summary>
public sealed class SecretMaskOptions
{
    /// <summary>Further names (parts of keys, any case) whose values are secrets.</summary>
    public IReadOnlyList<string> Keys { get; set; } = [];

    /// <summary>Further beginnings of words that are secrets, for example <c>acme_live_</c>.</summary>
    public IReadOnlyList<string> Prefixes { get; set; } = [];
}
