namespace AIOps.Remediation.Expressions;

/// <summary>Values of variables. What is missing reads as empty text, NaN, false or the empty list, so that evaluation is total.</summary>
public sealed class Facts
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>Sets a text.</summary>
    public Facts With(string name, string? value) => Put(name, value ?? "");

    /// <summary>Sets a number.</summary>
    public Facts With(string name, double value) => Put(name, value);

    /// <summary>Sets a flag.</summary>
    public Facts With(string name, bool value) => Put(name, value);

    /// <summary>Sets a list.</summary>
    public Facts With(string name, IReadOnlyList<string> value) => Put(name, value);

    /// <summary>Sets all entries below a prefix.</summary>
    public Facts WithAll(string prefix, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (name, value) in values)
        {
            Put(prefix + name, value);
        }

        return this;
    }

    internal string Text(string name) => _values.GetValueOrDefault(name) as string ?? "";

    internal double Number(string name) => _values.GetValueOrDefault(name) is double value ? value : double.NaN;

    internal bool Flag(string name) => _values.GetValueOrDefault(name) is true;

    internal IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) as IReadOnlyList<string> ?? [];

    private Facts Put(string name, object value)
    {
        _values[name] = value;
        return this;
    }
}
