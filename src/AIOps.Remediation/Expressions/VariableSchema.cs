namespace AIOps.Remediation.Expressions;

/// <summary>The variables that an expression may name.</summary>
/// <param name="Names">Name to type.</param>
/// <param name="TextPrefixes">Prefixes such as <c>attributes.</c> below which every name is a text that is empty when missing.</param>
public sealed record VariableSchema(IReadOnlyDictionary<string, ValueKind> Names, IReadOnlyList<string> TextPrefixes)
{
    /// <summary>The type of a variable, or null when there is no such variable.</summary>
    public ValueKind? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Names.TryGetValue(name, out var kind))
        {
            return kind;
        }

        return TextPrefixes.Any(prefix => name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal)) ? ValueKind.Text : null;
    }

    /// <summary>All names for a message.</summary>
    public string Describe() => string.Join(", ", Names.Keys.Concat(TextPrefixes.Select(prefix => prefix + "NAME")).Order(StringComparer.Ordinal));
}
