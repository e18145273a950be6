using System.Text;

namespace AIOps.Remediation.Runbooks;

/// <summary>
/// A text with places such as <c>${target.attributes.pidfile}</c>. What is put in is data: it becomes one argument, one header or one field, and is never read as code.
/// </summary>
public sealed class Template
{
    /// <summary>Prefix of secrets, which stay unresolved in a plan.</summary>
    public const string SecretPrefix = "secrets.";

    private static readonly string[] Names = ["target.member", "target.instance", "target.workload", "target.service", "target.environment", "incident.id", "incident.title", "run.id", "change.version", "change.summary", "change.kind"];
    private static readonly string[] Prefixes = ["target.attributes.", "params.", SecretPrefix];
    private readonly IReadOnlyList<(bool Variable, string Text)> _parts;

    private Template(string source, IReadOnlyList<(bool Variable, string Text)> parts)
    {
        Source = source;
        _parts = parts;
    }

    /// <summary>As written.</summary>
    public string Source { get; }

    /// <summary>The variables it names.</summary>
    public IEnumerable<string> Variables => _parts.Where(part => part.Variable).Select(part => part.Text);

    /// <summary>True when it is a plain text.</summary>
    public bool IsLiteral => _parts.All(part => !part.Variable);

    /// <summary>Reads a template; null with the problem when a place is malformed or unknown.</summary>
    public static Template? TryParse(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        var parts = new List<(bool, string)>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0')
            {
                problem = "holds a NUL character";
                return null;
            }

            if (text[at] != '$' || at + 1 >= text.Length || text[at + 1] is not ('{' or '$'))
            {
                literal.Append(text[at]);
                continue;
            }

            if (text[at + 1] == '$')
            {
                literal.Append('$');
                at++;
                continue;
            }

            var end = text.IndexOf('}', at);
            var name = end < 0 ? "" : text[(at + 2)..end];
            if (end < 0 || !IsKnown(name))
            {
                problem = end < 0 ? "has a ${ without }" : $"names ${{{name}}}, which does not exist";
                return null;
            }

            if (literal.Length > 0)
            {
                parts.Add((false, literal.ToString()));
                literal.Clear();
            }

            parts.Add((true, name));
            at = end;
        }

        if (literal.Length > 0)
        {
            parts.Add((false, literal.ToString()));
        }

        return new Template(text, parts);
    }

    /// <summary>Known places, for a message.</summary>
    public static string Describe() => string.Join(", ", Names.Concat(Prefixes.Select(prefix => prefix + "NAME")));

    /// <summary>Puts the values in.</summary>
    /// <param name="find">Value of a variable, or null when it has none.</param>
    /// <param name="missing">The first variable without a value.</param>
    /// <returns>Null when a variable has no value.</returns>
    public string? Fill(Func<string, string?> find, out string? missing)
    {
        ArgumentNullException.ThrowIfNull(find);
        missing = null;
        var text = new StringBuilder();
        foreach (var (variable, part) in _parts)
        {
            var value = variable ? find(part) : part;
            if (value is null)
            {
                missing = part;
                return null;
            }

            text.Append(value);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Source;

    private static bool IsKnown(string name) =>
        Names.Contains(name, StringComparer.Ordinal)
        || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length && name[prefix.Length..].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'));
}
