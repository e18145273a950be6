using System.Security.Cryptography;
using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>Reads runbooks and tells every mistake in them with file, line, key and remedy.</summary>
public static class RunbookLoader
{
    /// <summary>The format that this program reads.</summary>
    public const string ApiVersion = "runbooks/v1";

    private static readonly Dictionary<string, TrustLevel> Levels = Enum.GetValues<TrustLevel>().ToDictionary(level => level.ToString().ToLowerInvariant(), StringComparer.Ordinal);
    private static readonly Dictionary<string, Severity> Severities = Enum.GetValues<Severity>().ToDictionary(level => level.ToString().ToLowerInvariant(), StringComparer.Ordinal);
    private static readonly Dictionary<string, string> RiskClasses = new(StringComparer.Ordinal) { ["low"] = "low", ["medium"] = "medium", ["high"] = "high" };

    /// <summary>Reads a runbook's file and the scripts that it names.</summary>
    /// <param name="file">Path of the YAML file.</param>
    /// <param name="mistakes">Gets every mistake.</param>
    /// <returns>Null when there is a mistake.</returns>
    public static Runbook? Load(string file, ICollection<RunbookMistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        string text;
        try
        {
            text = new FileInfo(file) is { Length: > YamlTree.MaxLength } ? new string(' ', YamlTree.MaxLength + 1) : File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new RunbookMistake(file, 1, "", "", exception.Message, "make the file readable"));
            return null;
        }

        return Parse(file, text, mistakes);
    }

    /// <summary>Reads a runbook's text.</summary>
    /// <param name="file">Path it stands for; scripts are looked up beside it and in <c>common</c> beside its folder.</param>
    /// <param name="text">YAML.</param>
    /// <param name="mistakes">Gets every mistake.</param>
    /// <returns>Null when there is a mistake.</returns>
    public static Runbook? Parse(string file, string text, ICollection<RunbookMistake> mistakes) => Parse(file, text, null, mistakes);

    /// <summary>Reads a runbook again as it was when it was published.</summary>
    /// <param name="file">Path it stood for.</param>
    /// <param name="text">YAML.</param>
    /// <param name="scripts">Its scripts.</param>
    /// <param name="mistakes">Gets every mistake.</param>
    /// <returns>Null when there is a mistake.</returns>
    public static Runbook? Parse(string file, string text, ScriptSet? scripts, ICollection<RunbookMistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(mistakes);
        var found = new List<RunbookMistake>();
        var root = YamlTree.Read(file, text, found);
        var runbook = root is null ? null : Read(file, text, scripts, new MapReader(file, root, "", found));
        foreach (var mistake in found)
        {
            mistakes.Add(mistake);
        }

        return found.Count == 0 ? runbook : null;
    }

    private static Runbook Read(string file, string text, ScriptSet? given, MapReader root)
    {
        if (root.Text("apiVersion", remedy: $"write {ApiVersion}") is var api && api.Length > 0 && api != ApiVersion)
        {
            root.Wrong("apiVersion", root.Raw("apiVersion"), "this format is not known", $"write {ApiVersion}");
        }

        var id = root.Text("id", pattern: "^[a-z][a-z0-9-]{0,59}$", remedy: "a name of lower-case letters, digits and dashes");
        if (!SemanticVersion.TryParse(root.Text("version", remedy: "a semantic version such as 1.0.0"), out var version) && root.Has("version"))
        {
            root.Wrong("version", root.Raw("version"), "is no semantic version", "three numbers such as 1.4.0");
        }

        var title = root.Text("title", max: 200);
        var owner = root.Text("owner", max: 100, remedy: "the team that answers for it");
        var trigger = Trigger(root);
        var targets = Targets(root);
        var parameters = Params(root);
        var secrets = Secrets(root);
        var (max, byEnvironment) = Autonomy(root);
        var risk = Risk(root);
        var limits = Limits(root);
        Locks(root);
        var preconditions = root.Maps("preconditions").Select(ConditionReader.Read).ToList();
        var reader = new StepReader([.. parameters.Keys], [.. secrets.Select(secret => secret.Name)]);
        var steps = root.Maps("steps", required: true, max: 20).Select(step => reader.Read(step, undo: false)).ToList();
        foreach (var twice in steps.GroupBy(step => step.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            root.Wrong("steps", root.Raw("steps"), $"two steps are named {twice.Key}", "give each step a name of its own");
        }

        if (root.Has("steps") && steps.Count == 0)
        {
            root.Wrong("steps", root.Raw("steps"), "there is no step", "write at least one");
        }

        var verify = VerifyReader.Read(root);
        var undo = false;
        foreach (var action in root.Texts("on_failed_verification"))
        {
            undo |= action == "undo";
            if (action is not ("undo" or "escalate"))
            {
                root.Wrong("on_failed_verification", root.Raw("on_failed_verification"), $"'{action}' is unknown", "undo, escalate");
            }
        }

        var scripts = Scripts(file, steps, given, root);
        root.Done();
        return new Runbook
        {
            Id = id,
            Version = version,
            Hash = Fingerprint(text, steps, scripts),
            Text = text,
            Scripts = scripts,
            File = file,
            Title = title,
            Owner = owner,
            Trigger = trigger,
            Targets = targets,
            Params = parameters,
            MaxAutonomy = max,
            AutonomyByEnvironment = byEnvironment,
            Risk = risk,
            Limits = limits,
            Preconditions = preconditions,
            Steps = steps,
            Verify = verify,
            UndoOnFailedVerification = undo,
            Secrets = secrets,
        };
    }

    private static RunbookTrigger Trigger(MapReader root)
    {
        if (root.Map("trigger", required: true) is not { } trigger)
        {
            return new RunbookTrigger(Never(RunbookVariables.Incident), 1, []);
        }

        var match = ConditionReader.Expression(trigger, "match", RunbookVariables.Incident, null) ?? Never(RunbookVariables.Incident);
        var confidence = trigger.Number("min_confidence", 0.8, 0, 1);
        var severities = new List<Severity>();
        foreach (var name in trigger.Texts("severities"))
        {
            if (Severities.TryGetValue(name, out var severity))
            {
                severities.Add(severity);
            }
            else
            {
                trigger.Wrong("severities", trigger.Raw("severities"), $"'{name}' is no severity", string.Join(", ", Severities.Keys));
            }
        }

        trigger.Done();
        return new RunbookTrigger(match, confidence, severities.Count == 0 ? [Severity.Critical, Severity.Error] : severities);
    }

    private static TargetRule Targets(MapReader root)
    {
        if (root.Map("targets", required: true) is not { } targets)
        {
            return new TargetRule(Never(RunbookVariables.Target), 1, 1, Workload: false);
        }

        var selector = ConditionReader.Expression(targets, "selector", RunbookVariables.Target, "true")!;
        var most = targets.Whole("max_targets", null, 1, 1000);
        var share = targets.Number("max_percent", null, 1, 100) / 100;
        var workload = targets.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["member"] = "", ["service"] = "" }, "level", "member") == "service";
        targets.Done();
        return new TargetRule(selector ?? Never(RunbookVariables.Target), most, share, workload);
    }

    private static Dictionary<string, ParamRule> Params(MapReader root)
    {
        var rules = new Dictionary<string, ParamRule>(StringComparer.Ordinal);
        if (root.Map("params", required: false) is not { } parameters)
        {
            return rules;
        }

        foreach (var name in parameters.Keys.ToList())
        {
            if (parameters.Map(name, required: true) is not { } rule)
            {
                continue;
            }

            var type = rule.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["string"] = "", ["int"] = "", ["bool"] = "" }, "type");
            var pattern = type == "string" ? rule.Text("pattern", remedy: "a pattern that the whole value must match, such as '^[a-z-]{1,40}$'", max: 200) : "";
            if (pattern.Length > 0 && PatternText.TryMake(pattern, out var problem) is null)
            {
                rule.Wrong("pattern", rule.Raw("pattern"), problem!, "a simpler pattern");
            }
            else if (pattern.Length > 0 && (pattern[0] != '^' || pattern[^1] != '$'))
            {
                rule.Wrong("pattern", rule.Raw("pattern"), "does not match the whole value", "begin with ^ and end with $");
            }

            var fallback = rule.Has("default") ? ConditionReader.Template(rule, "default", rule.Text("default", max: 1000)) : null;
            var (min, max) = type == "int" ? (rule.Number("min", null, long.MinValue, long.MaxValue), rule.Number("max", null, long.MinValue, long.MaxValue)) : (0, 0);
            rule.Done();
            rules[name] = new ParamRule(type, pattern, fallback, min, max);
        }

        parameters.Done();
        return rules;
    }

    private static List<SecretRule> Secrets(MapReader root)
    {
        var rules = new List<SecretRule>();
        foreach (var secret in root.Maps("secrets"))
        {
            var name = secret.Text("name", pattern: "^[a-z][a-z0-9_]{0,39}$", remedy: "a name of lower-case letters, digits and _");
            var from = secret.Text("from", pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|file:/.+)$", remedy: "env:NAME or file:/path; the secret itself never stands in a runbook");
            secret.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "" }, "as", "env");
            secret.Done();
            rules.Add(new SecretRule(name, from, name.ToUpperInvariant()));
        }

        return rules;
    }

    private static (TrustLevel Max, IReadOnlyDictionary<string, TrustLevel> ByEnvironment) Autonomy(MapReader root)
    {
        var environments = new Dictionary<string, TrustLevel>(StringComparer.Ordinal);
        if (root.Map("autonomy", required: true) is not { } autonomy)
        {
            return (TrustLevel.Suggest, environments);
        }

        var max = autonomy.Choice("max", null, Levels);
        if (autonomy.Map("environments", required: false) is { } map)
        {
            foreach (var name in map.Keys.ToList())
            {
                environments[name] = map.Choice(name, null, Levels);
            }

            map.Done();
        }

        autonomy.Done();
        return (max, environments);
    }

    private static RiskRule Risk(MapReader root)
    {
        if (root.Map("risk", required: true) is not { } risk)
        {
            return new RiskRule("high", Reversible: false, Never(RunbookVariables.Window));
        }

        var rule = new RiskRule(risk.ChoiceText(RiskClasses, "class"), risk.Choice("reversible", null, new Dictionary<string, bool>(StringComparer.Ordinal) { ["true"] = true, ["false"] = false }), ConditionReader.Expression(risk, "window", RunbookVariables.Window, "not freeze") ?? Never(RunbookVariables.Window));
        risk.Done();
        return rule;
    }

    private static RunLimits Limits(MapReader root)
    {
        if (root.Map("limits", required: true, remedy: "every runbook has limits: cooldown_per_target, runs_per_hour, runs_per_day, total_timeout") is not { } limits)
        {
            return new RunLimits(TimeSpan.FromDays(1), 0, 0, TimeSpan.Zero);
        }

        var rule = new RunLimits(
            limits.Duration("cooldown_per_target", null, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            limits.Whole("runs_per_hour", null, 1, 60),
            limits.Whole("runs_per_day", null, 1, 500),
            limits.Duration("total_timeout", null, TimeSpan.FromSeconds(1), TimeSpan.FromHours(6)));
        limits.Done();
        return rule;
    }

    private static void Locks(MapReader root)
    {
        foreach (var name in root.Texts("locks"))
        {
            if (name != "target")
            {
                root.Wrong("locks", root.Raw("locks"), $"'{name}' is unknown", "target");
            }
        }
    }

    private static ScriptSet Scripts(string file, List<StepRule> steps, ScriptSet? given, MapReader root)
    {
        try
        {
            var scripts = given ?? ScriptSet.Read(file, Named(steps).Select(named => named.Script));
            foreach (var (step, script) in Named(steps).Where(named => !scripts.Files.ContainsKey(named.Script)))
            {
                root.Wrong("steps", root.Raw("steps"), $"step {step}: there is no script '{script}'", "put it beside the runbook, or name it common/NAME for one in runbooks/common");
            }

            return scripts;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            root.Wrong("steps", root.Raw("steps"), exception.Message, "make the script readable and at most 1 MB long");
            return ScriptSet.None;
        }
    }

    private static IEnumerable<(string Step, string Script)> Named(List<StepRule> steps) =>
        from step in steps.SelectMany(step => step.Undo is null ? [step] : new[] { step, step.Undo })
        where step.Uses == "exec" && step.With.Texts.ContainsKey("script")
        select (step.Id, step.With.Texts["script"].Source);

    private static string Fingerprint(string text, List<StepRule> steps, ScriptSet scripts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        var named = Named(steps).Select(one => one.Script).Where(scripts.Files.ContainsKey).ToList();
        foreach (var script in named.Concat(scripts.Files.Keys.Except(named, StringComparer.Ordinal)))
        {
            hash.AppendData(SHA256.HashData(scripts.Files[script]));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Expression Never(VariableSchema schema) => Expression.TryParse("false", schema, out _)!;
}
