using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>The variables that a runbook's expressions may name.</summary>
public static class RunbookVariables
{
    private static readonly Dictionary<string, ValueKind> Service = new(StringComparer.Ordinal)
    {
        ["workload"] = ValueKind.Text,
        ["entity_kind"] = ValueKind.Text,
        ["service"] = ValueKind.Text,
        ["namespace"] = ValueKind.Text,
        ["environment"] = ValueKind.Text,
        ["team"] = ValueKind.Text,
        ["tier"] = ValueKind.Number,
    };

    /// <summary>Facts of an incident, as a trigger sees them.</summary>
    public static VariableSchema Incident { get; } = Schema(new Dictionary<string, ValueKind>(StringComparer.Ordinal)
    {
        ["kind"] = ValueKind.Text,
        ["kinds"] = ValueKind.TextList,
        ["signals"] = ValueKind.TextList,
        ["statistics"] = ValueKind.TextList,
        ["directions"] = ValueKind.TextList,
        ["evidence"] = ValueKind.TextList,
        ["severity"] = ValueKind.Text,
        ["priority"] = ValueKind.Number,
        ["confidence"] = ValueKind.Number,
        ["predicted"] = ValueKind.Flag,
        ["change.kind"] = ValueKind.Text,
        ["change.version"] = ValueKind.Text,
        ["change.recent"] = ValueKind.Flag,
        ["culprit"] = ValueKind.Text,
    }, ["labels.", "attributes."]);

    /// <summary>Facts of a member, as a selector and a precondition see them.</summary>
    public static VariableSchema Target { get; } = Schema(new Dictionary<string, ValueKind>(StringComparer.Ordinal)
    {
        ["member"] = ValueKind.Text,
        ["probe"] = ValueKind.Text,
        ["named"] = ValueKind.Flag,
        ["signals"] = ValueKind.TextList,
        ["kinds"] = ValueKind.TextList,
        ["members"] = ValueKind.Number,
    }, ["attributes."]);

    /// <summary>Facts of the moment, as a risk window sees them.</summary>
    public static VariableSchema Window { get; } = Schema(new Dictionary<string, ValueKind>(StringComparer.Ordinal)
    {
        ["freeze"] = ValueKind.Flag,
        ["hour"] = ValueKind.Number,
        ["weekday"] = ValueKind.Text,
    }, []);

    private static VariableSchema Schema(Dictionary<string, ValueKind> own, IReadOnlyList<string> prefixes)
    {
        foreach (var (name, kind) in Service)
        {
            own[name] = kind;
        }

        return new VariableSchema(own, prefixes);
    }
}
