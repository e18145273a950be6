namespace AIOps.Remediation.Runbooks;

/// <summary>What an executor's <c>with</c> may hold.</summary>
/// <param name="Name">The executor.</param>
/// <param name="Required">Texts that must be given.</param>
/// <param name="Optional">Texts that may be given.</param>
/// <param name="Lists">Lists that may be given.</param>
/// <param name="Maps">Maps that may be given.</param>
/// <param name="Choices">Closed sets for texts.</param>
/// <param name="Changes">Whether it changes the world; a step that only waits, asks or tells needs no lease.</param>
internal sealed record StepKind(string Name, string[] Required, string[] Optional, string[] Lists, string[] Maps, IReadOnlyDictionary<string, string[]> Choices, bool Changes)
{
    private static readonly Dictionary<string, string[]> NoChoices = [];

    public static IReadOnlyDictionary<string, StepKind> All { get; } = new StepKind[]
    {
        new("exec", ["script"], ["workdir", "user", "memory"], ["args"], ["env"], NoChoices, Changes: true),
        new("http", ["url"], ["method", "body"], ["expect"], ["headers"], new Dictionary<string, string[]>(StringComparer.Ordinal) { ["method"] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] }, Changes: true),
        new("systemd", ["unit", "action"], [], [], [], new Dictionary<string, string[]>(StringComparer.Ordinal) { ["action"] = ["start", "stop", "restart", "reload", "reset-failed", "kill"] }, Changes: true),
        new("container", ["name", "action"], [], [], [], new Dictionary<string, string[]>(StringComparer.Ordinal) { ["action"] = ["start", "stop", "restart", "kill", "unpause"] }, Changes: true),
        new("kubernetes", ["action", "namespace", "name"], ["kind", "replicas", "context"], [], [], new Dictionary<string, string[]>(StringComparer.Ordinal) { ["action"] = ["rollout-restart", "rollout-undo", "scale", "delete-pod"], ["kind"] = ["deployment", "statefulset", "daemonset"] }, Changes: true),
        new("sql", ["statement", "host", "database"], ["port", "user", "password"], [], ["values"], NoChoices, Changes: true),
        new("ssh", ["host", "host_key"], ["port", "user", "identity"], ["command"], [], NoChoices, Changes: true),
        new("wait", [], ["for", "until"], [], [], new Dictionary<string, string[]>(StringComparer.Ordinal) { ["until"] = ["probe-answers", "probe-fails"] }, Changes: false),
        new("metric", ["metric", "op", "value"], [], [], [], new Dictionary<string, string[]>(StringComparer.Ordinal) { ["op"] = ["<", "<=", ">", ">=", "==", "!="] }, Changes: false),
        new("approve", ["message"], [], [], [], NoChoices, Changes: false),
        new("notify", ["message"], [], [], [], NoChoices, Changes: false),
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Texts that must be written out: what is executed or how is never taken from a variable.</summary>
    public static bool MustBeLiteral(string key) => key is "script" or "action" or "method" or "kind" or "statement" or "op" or "until" or "for" or "metric";
}
