using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>Steps in words: what they do, read and write. Secrets stand as references.</summary>
internal static class StepWords
{
    public static string Describe(ResolvedStep step) => step.Rule.Uses switch
    {
        "exec" => $"run {step.Text("script")}{string.Concat(step.Lists["args"].Select(arg => " " + Quote(arg)))}",
        "http" => $"{step.Text("method", "GET")} {step.Text("url")}",
        "systemd" => $"systemctl {step.Text("action")} {step.Text("unit")}",
        "container" => $"docker {step.Text("action")} {step.Text("name")}",
        "kubernetes" => $"{step.Text("action")} {step.Text("kind", "deployment")} {step.Text("namespace")}/{step.Text("name")}{(step.Text("replicas") is { Length: > 0 } replicas ? $" to {replicas}" : "")}",
        "sql" => $"on {step.Text("host")}/{step.Text("database")}: {step.Text("statement")}{string.Concat(step.Maps["values"].Select(value => $" {value.Key}={Quote(value.Value)}"))}",
        "ssh" => $"on {step.Text("host")}: {string.Join(' ', step.Lists["command"].Select(Quote))}",
        "wait" => step.Text("until") is { Length: > 0 } until ? $"wait until {until}" : $"wait {step.Text("for")}",
        "metric" => $"go on only if {step.Text("metric")} {step.Text("op")} {step.Text("value")}",
        "approve" => $"ask: {step.Text("message")}",
        "notify" => $"tell: {step.Text("message")}",
        _ => step.Rule.Uses,
    };

    public static IEnumerable<string> Reads(ResolvedStep step) => step.Rule.Uses switch
    {
        "metric" => [step.Text("metric")],
        "wait" when step.Text("until").Length > 0 => ["the target's direct probe"],
        "http" when step.Text("method", "GET") is "GET" or "HEAD" => [step.Text("url")],
        _ => [],
    };

    public static IEnumerable<string> Writes(ResolvedStep step) => StepKind.All[step.Rule.Uses].Changes && !Reads(step).Any() ? [$"{step.Target}: {Describe(step)}"] : [];

    /// <summary>Everything that decides what a step does, in a fixed order.</summary>
    public static string Canonical(ResolvedStep step) =>
        string.Join('\u001f',
            step.Texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
                .Concat(step.Lists.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Select(value => $"{pair.Key}[]={value}")))
                .Concat(step.Maps.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Select(entry => $"{pair.Key}.{entry.Key}={entry.Value}")))
                .Prepend($"{step.Rule.Id} {step.Rule.Uses} {step.Target}"))
        + (step.Undo is null ? "" : "\u001e" + Canonical(step.Undo));

    private static string Quote(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal)) ? text : $"'{text}'";
}
