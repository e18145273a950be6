namespace AIOps.Remediation.Runbooks;

/// <summary>Reads steps and their executor's settings.</summary>
internal sealed class StepReader(IReadOnlyCollection<string> paramNames, IReadOnlyCollection<string> secretNames)
{
    private static readonly TimeSpan MaxStep = TimeSpan.FromHours(1);

    public StepRule Read(MapReader reader, bool undo)
    {
        var id = undo ? "undo" : reader.Text("id", pattern: "^[a-z][a-z0-9-]{0,39}$", remedy: "a name of lower-case letters, digits and dashes");
        var uses = reader.Text("uses", remedy: $"one of {string.Join(", ", StepKind.All.Keys)}");
        var kind = StepKind.All.GetValueOrDefault(uses);
        if (kind is null && uses.Length > 0)
        {
            reader.Wrong("uses", reader.Raw("uses"), "there is no such executor", $"one of {string.Join(", ", StepKind.All.Keys)}");
        }

        var with = reader.Map("with", required: kind is { Required.Length: > 0 });
        var settings = kind is null || with is null ? new StepSettings(new Dictionary<string, Template>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyList<Template>>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyDictionary<string, Template>>(StringComparer.Ordinal)) : Settings(with, kind);
        var idempotent = reader.Flag("idempotent", fallback: kind is { Changes: false });
        var timeout = reader.Duration("timeout", undo ? TimeSpan.FromMinutes(1) : null, TimeSpan.FromMilliseconds(100), uses == "approve" ? TimeSpan.FromDays(1) : MaxStep);
        var (retries, delay) = (0, TimeSpan.FromMilliseconds(200));
        if (reader.Map("retry", required: false) is { } retry)
        {
            retries = retry.Whole("max", null, 0, 10);
            delay = retry.Duration("delay", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
            retry.ChoiceText(new Dictionary<string, string>(StringComparer.Ordinal) { ["exponential"] = "" }, "backoff", "exponential");
            foreach (var outcome in retry.Texts("on"))
            {
                if (outcome is not ("timeout" or "5xx" or "429" or "connection"))
                {
                    retry.Wrong("on", retry.Raw("on"), $"'{outcome}' is no transient outcome", "timeout, 5xx, 429, connection");
                }
            }

            retry.Done();
            if (retries > 0 && !idempotent)
            {
                reader.Wrong("retry", reader.Raw("retry"), "a step that is not idempotent is never repeated", "set idempotent: true if repeating it does no harm, or take retry away");
            }
        }

        var attempt = reader.Duration("attempt_timeout", timeout, TimeSpan.FromMilliseconds(50), MaxStep);
        var undoRule = undo ? null : reader.Map("undo", required: false) is { } inner ? Read(inner, undo: true) with { Id = $"undo-{id}" } : null;
        reader.Done();
        return new StepRule { Id = id, Uses = uses, With = settings, Idempotent = idempotent, Timeout = timeout, Retries = retries, RetryDelay = delay, AttemptTimeout = attempt, Undo = undoRule };
    }

    private StepSettings Settings(MapReader with, StepKind kind)
    {
        var texts = new Dictionary<string, Template>(StringComparer.Ordinal);
        foreach (var key in kind.Required.Concat(kind.Optional))
        {
            if (!with.Has(key))
            {
                with.Raw(key);
                if (kind.Required.Contains(key, StringComparer.Ordinal))
                {
                    with.Missing(key, "write a text");
                }

                continue;
            }

            var text = with.Text(key, max: 4000);
            if (kind.Choices.TryGetValue(key, out var choices) && !choices.Contains(text, StringComparer.Ordinal))
            {
                with.Wrong(key, with.Raw(key), "is unknown", $"one of {string.Join(", ", choices)}");
            }
            else if (Checked(with, key, text, kind) is { } template)
            {
                texts[key] = template;
            }
        }

        var lists = kind.Lists.ToDictionary(key => key, key => (IReadOnlyList<Template>)[.. with.Texts(key).Select(text => Checked(with, key, text, kind)).OfType<Template>()], StringComparer.Ordinal);
        var maps = new Dictionary<string, IReadOnlyDictionary<string, Template>>(StringComparer.Ordinal);
        foreach (var key in kind.Maps)
        {
            var entries = new SortedDictionary<string, Template>(StringComparer.Ordinal);
            if (with.Map(key, required: false) is { } inner)
            {
                foreach (var name in inner.Keys.ToList())
                {
                    if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') || name.Length > 100)
                    {
                        inner.Wrong(name, inner.Raw(name), "is no name", "letters, digits, _ and -");
                    }
                    else if (Checked(inner, name, inner.Text(name, max: 4000), kind) is { } template)
                    {
                        entries[name] = template;
                    }
                }

                inner.Done();
            }

            maps[key] = entries;
        }

        with.Done();
        return new StepSettings(texts, lists, maps);
    }

    private Template? Checked(MapReader reader, string key, string text, StepKind kind)
    {
        var template = ConditionReader.Template(reader, key, text);
        if (template is null)
        {
            return null;
        }

        if (StepKind.MustBeLiteral(key) && !template.IsLiteral)
        {
            reader.Wrong(key, reader.Raw(key), "must be written out, because it says what is executed", "take the ${…} away; pass values as arguments");
            return null;
        }

        foreach (var variable in template.Variables)
        {
            if (variable.StartsWith("params.", StringComparison.Ordinal) && !paramNames.Contains(variable["params.".Length..]))
            {
                reader.Wrong(key, reader.Raw(key), $"names ${{{variable}}}, which is not among params", $"declare it under params: {string.Join(", ", paramNames)}");
                return null;
            }

            if (variable.StartsWith(Template.SecretPrefix, StringComparison.Ordinal)
                && (!secretNames.Contains(variable[Template.SecretPrefix.Length..]) || !MayHoldSecret(kind.Name, key)))
            {
                reader.Wrong(key, reader.Raw(key), $"names ${{{variable}}} where no secret may stand", "scripts get secrets in their environment; http steps in headers and body; declare it under secrets");
                return null;
            }
        }

        return template;
    }

    // A URL is written to access logs on the way; an argument is visible to every user of the machine.
    private static bool MayHoldSecret(string kind, string key) => (kind, key) is ("http", not "url") or ("sql", "password") or ("ssh", "identity");
}
