using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>Puts values into a step. Each value stays one argument, header or field; what comes from outside cannot turn into an option or a second line.</summary>
internal static class StepResolver
{
    private const int MaxValue = 8192;

    public static (ResolvedStep? Step, Refusal? Refusal) Resolve(StepRule rule, PlanTarget target, Func<string, string?> find)
    {
        Refusal? refusal = null;
        string Fill(string key, Template template)
        {
            var text = template.Fill(name => name.StartsWith(Template.SecretPrefix, StringComparison.Ordinal) ? $"${{{name}}}" : find(name), out var missing);
            if (text is null)
            {
                refusal ??= new Refusal("unresolved", $"step {rule.Id}: {target.Entity} has no value for ${{{missing}}}; add it to the service catalogue", Passing: false);
                return "";
            }

            refusal ??= Check(rule, key, template, text, find);
            return text;
        }

        var texts = rule.With.Texts.ToDictionary(pair => pair.Key, pair => Fill(pair.Key, pair.Value), StringComparer.Ordinal);
        var lists = rule.With.Lists.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value.Select(item => Fill(pair.Key, item))], StringComparer.Ordinal);
        var maps = rule.With.Maps.ToDictionary(pair => pair.Key, pair => (IReadOnlyDictionary<string, string>)new SortedDictionary<string, string>(pair.Value.ToDictionary(entry => entry.Key, entry => Fill(pair.Key, entry.Value), StringComparer.Ordinal), StringComparer.Ordinal), StringComparer.Ordinal);
        var (undo, undoRefusal) = rule.Undo is null ? (null, null) : Resolve(rule.Undo, target, find);
        refusal ??= undoRefusal;
        return refusal is null ? (new ResolvedStep(rule, target.Entity, texts, lists, maps, undo), null) : (null, refusal);
    }

    private static Refusal? Check(StepRule rule, string key, Template template, string text, Func<string, string?> find)
    {
        if (text.Length > MaxValue)
        {
            return new Refusal("unsafe-value", $"step {rule.Id}: {key} is {text.Length} characters long, at most {MaxValue} are passed on", Passing: false);
        }

        foreach (var variable in template.Variables)
        {
            var value = find(variable) ?? "";
            if (value.Any(char.IsControl))
            {
                return new Refusal("unsafe-value", $"step {rule.Id}: ${{{variable}}} holds a control character", Passing: false);
            }

            // What the catalogue says is the owners' word; these come from requests and telemetry.
            if (text.StartsWith('-') && template.Source.StartsWith($"${{{variable}}}", StringComparison.Ordinal) && !variable.StartsWith("target.attributes.", StringComparison.Ordinal))
            {
                return new Refusal("unsafe-value", $"step {rule.Id}: ${{{variable}}} begins with a dash and would be read as an option", Passing: false);
            }
        }

        return null;
    }
}
