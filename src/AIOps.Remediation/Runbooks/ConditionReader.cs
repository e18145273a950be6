using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>Reads preconditions.</summary>
internal static class ConditionReader
{
    private static readonly Dictionary<string, string> Ops = new(StringComparer.Ordinal) { ["<"] = "<", ["<="] = "<=", [">"] = ">", [">="] = ">=", ["=="] = "==", ["!="] = "!=" };
    private static readonly Dictionary<string, bool> ProbeStates = new(StringComparer.Ordinal) { ["failing"] = false, ["answers"] = true };

    public static Condition Read(MapReader reader)
    {
        var sorts = reader.Keys.Intersect(["metric", "probe", "files_differ", "file_exists", "not_starting", "when"], StringComparer.Ordinal).ToList();
        if (sorts.Count != 1)
        {
            reader.Wrong(sorts.Count > 1 ? sorts[1] : "metric", null, "a precondition asks one thing", "one of metric, probe, files_differ, file_exists, not_starting, when");
        }

        var condition = new Condition { Description = "unreadable" };
        switch (sorts.FirstOrDefault())
        {
            case "metric":
                condition = new Condition { Metric = reader.Text("metric", max: 256), Op = reader.ChoiceText(Ops, "op"), Value = reader.Number("value", null, double.MinValue, double.MaxValue), Description = "" };
                condition = condition with { Description = $"{condition.Metric} {condition.Op} {condition.Value}" };
                break;
            case "probe":
                var answers = reader.Choice("probe", null, ProbeStates);
                condition = new Condition { ProbeAnswers = answers, Description = answers ? "the target's probe answers" : "the target's probe fails" };
                break;
            case "files_differ":
                var files = reader.Texts("files_differ", required: true, max: 2);
                if (files.Count != 2)
                {
                    reader.Wrong("files_differ", reader.Raw("files_differ"), "needs two files", "[ first, second ]");
                    break;
                }

                var (first, second) = (Template(reader, "files_differ", files[0]), Template(reader, "files_differ", files[1]));
                condition = first is null || second is null ? condition : new Condition { FilesDiffer = (first, second), Description = $"{first} differs from {second}" };
                break;
            case "file_exists":
                var file = Template(reader, "file_exists", reader.Text("file_exists", max: 1000));
                condition = file is null ? condition : new Condition { FileExists = file, Description = $"{file} exists" };
                break;
            case "not_starting":
                var pidFile = Template(reader, "not_starting", reader.Text("not_starting", max: 1000, remedy: "a pid file such as ${target.attributes.pidfile}"));
                var within = reader.Duration("within", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
                condition = pidFile is null ? condition : new Condition { NotStarting = (pidFile, within), Description = $"the process of {pidFile} is not one that was started, nor its service one that was changed, within {within.TotalSeconds:0} s" };
                break;
            case "when":
                var when = Expression(reader, "when", RunbookVariables.Target, null);
                condition = when is null ? condition : new Condition { When = when, Description = when.Text };
                break;
            default:
                break;
        }

        reader.Done();
        return condition;
    }

    public static Expression? Expression(MapReader reader, string key, VariableSchema schema, string? fallback)
    {
        var text = reader.Text(key, fallback, max: 2000, remedy: "a condition such as service == 'orders'");
        if (text.Length == 0 && fallback is null)
        {
            return null;
        }

        var expression = Expressions.Expression.TryParse(text, schema, out var mistake);
        if (expression is null)
        {
            reader.Wrong(key, reader.Raw(key), mistake!, "correct the expression");
        }

        return expression;
    }

    public static Template? Template(MapReader reader, string key, string text)
    {
        var template = Runbooks.Template.TryParse(text, out var problem);
        if (template is null)
        {
            reader.Wrong(key, reader.Raw(key), problem!, $"places are {Runbooks.Template.Describe()}");
        }

        return template;
    }

    public static string ChoiceText(this MapReader reader, IReadOnlyDictionary<string, string> choices, string key, string? fallback = null)
    {
        var text = reader.Text(key, fallback, remedy: $"one of {string.Join(", ", choices.Keys)}");
        if (text.Length > 0 && !choices.ContainsKey(text))
        {
            reader.Wrong(key, reader.Raw(key), "is unknown", $"one of {string.Join(", ", choices.Keys)}");
        }

        return text;
    }
}
