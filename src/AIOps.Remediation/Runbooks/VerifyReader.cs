namespace AIOps.Remediation.Runbooks;

/// <summary>Reads the verify section.</summary>
internal static class VerifyReader
{
    private static readonly Dictionary<string, string> Ops = new(StringComparer.Ordinal) { ["<"] = "", ["<="] = "", [">"] = "", [">="] = "" };

    public static VerifyRule Read(MapReader root)
    {
        if (root.Map("verify", required: true, remedy: "say how the effect is proven: verify: { settle: …, window: …, must: […] }") is not { } verify)
        {
            return new VerifyRule(TimeSpan.Zero, TimeSpan.FromSeconds(1), [], [], null, 0);
        }

        var settle = verify.Duration("settle", null, TimeSpan.Zero, TimeSpan.FromMinutes(30));
        var window = verify.Duration("window", null, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2));
        var must = verify.Maps("must", required: true).Select(check => Check(check, "better_than")).ToList();
        if (must.Count == 0 && verify.Has("must"))
        {
            verify.Wrong("must", verify.Raw("must"), "nothing is verified", "name a probe or a metric that must be better");
        }

        var mustNot = verify.Maps("must_not").Select(check => Check(check, "worse_by")).ToList();
        Expressions.Expression? selector = null;
        var least = 0;
        if (verify.Map("controls", required: false) is { } controls)
        {
            selector = ConditionReader.Expression(controls, "selector", RunbookVariables.Target, "true");
            least = controls.Whole("min", 2, 1, 1000);
            controls.Done();
        }

        verify.Done();
        return new VerifyRule(settle, window, must, mustNot, selector, least);
    }

    private static VerifyCheck Check(MapReader reader, string sort)
    {
        if (reader.Has("probe"))
        {
            reader.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["answers"] = "" }, "probe");
            reader.Done();
            return new VerifyCheck { Probe = true };
        }

        if (reader.Has("signals"))
        {
            reader.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["cleared"] = "" }, "signals");
            reader.Done();
            return new VerifyCheck { Signals = true };
        }

        if (sort == "better_than" && reader.Has("changes"))
        {
            reader.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["nothing"] = "" }, "changes");
            reader.Done();
            return new VerifyCheck { Nothing = true };
        }

        var check = new VerifyCheck { Metric = reader.Text("metric", max: 256, remedy: "a metric of the target, or service/metric"), HigherIsBetter = reader.Flag("higher_is_better", fallback: false) };
        if (reader.Has("op"))
        {
            check = check with { Op = reader.ChoiceText(Ops, "op"), Value = reader.Number("value", null, double.MinValue, double.MaxValue) };
        }
        else if (sort == "better_than")
        {
            reader.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["before"] = "" }, "better_than");
            check = check with { AgainstBefore = true, By = reader.Number("by", 0.1, 0, 1000) };
        }
        else
        {
            var raw = reader.Raw("worse_by") as YamlScalar;
            check = check with { AgainstBefore = true, By = reader.Number("worse_by", null, 0, double.MaxValue), Absolute = raw is not null && !raw.Text.EndsWith('%') };
        }

        reader.Done();
        return check;
    }
}
