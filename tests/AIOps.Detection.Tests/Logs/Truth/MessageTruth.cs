using System.Buffers;
using System.Globalization;
using System.Text;

namespace AIOps.Detection.Tests.Logs.Truth;

/// <summary>Renders log messages from invented templates, so that the template of every line is known.</summary>
internal sealed class MessageTruth
{
    private static readonly SearchValues<char> _delimiters = SearchValues.Create(" ,!;:=|\"'[](){}.-+@#$%&");

    private readonly Random _random;
    private readonly ParameterValues _values;
    private readonly List<string> _templates = [];
    private readonly double[] _cumulated;

    public MessageTruth(int seed)
    {
        _random = new Random(seed);
        _values = new ParameterValues(_random);
        using var stream = typeof(MessageTruth).Assembly.GetManifestResourceStream("messages.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#' && (line.Contains(' ', StringComparison.Ordinal) || line.Contains('{', StringComparison.Ordinal)))
            {
                _templates.Add(line);
            }
        }

        // frequencies as they are in real logs: a few templates make most lines
        var order = Enumerable.Range(1, _templates.Count).ToArray();
        _random.Shuffle(order);
        _cumulated = new double[_templates.Count];
        var sum = 0.0;
        for (var i = 0; i < _cumulated.Length; i++)
        {
            sum += 1.0 / order[i];
            _cumulated[i] = sum;
        }
    }

    /// <summary>Number of templates.</summary>
    public int Count => _templates.Count;

    /// <summary>The text that a miner should give for a template: parameters as wildcards, those that touch as one.</summary>
    public string Expected(int template)
    {
        var text = new StringBuilder();
        foreach (var (part, isParameter, _) in Parts(_templates[template]))
        {
            text.Append(isParameter ? "<*>" : part);
        }

        return Conventional(text.ToString());
    }

    // The convention of the corrected LogHub labels: what is glued to a variable part belongs to it, whole numbers are variable, blanks are one.
    private static string Conventional(string text)
    {
        var result = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            if (_delimiters.Contains(text[at]))
            {
                if (text[at] != ' ' || result.Length == 0 || result[^1] != ' ')
                {
                    result.Append(text[at]);
                }

                at++;
                continue;
            }

            var end = text.AsSpan(at).IndexOfAny(_delimiters) is var next and >= 0 ? at + next : text.Length;
            var word = text[at..end];
            result.Append(word.Contains("<*>", StringComparison.Ordinal) || word.All(char.IsAsciiDigit) || word is "true" or "false" or "null" ? "<*>" : word);
            at = end;
        }

        var before = "";
        var now = result.ToString().Trim();
        while (now != before)
        {
            before = now;
            foreach (var joint in (string[])["", ":", ".", "/", "@", "#"])
            {
                now = now.Replace($"<*>{joint}<*>", "<*>", StringComparison.Ordinal);
            }
        }

        return now;
    }

    public (byte[] Line, int Template) Next()
    {
        var at = Array.BinarySearch(_cumulated, _random.NextDouble() * _cumulated[^1]);
        var template = Math.Min(at < 0 ? ~at : at, _templates.Count - 1);
        var text = new StringBuilder();
        var optional = _random.Next(4) == 0;
        foreach (var (part, isParameter, isOptional) in Parts(_templates[template]))
        {
            if (!isOptional || optional)
            {
                text.Append(isParameter ? _values.Next(part) : part);
            }
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), template);
    }

    private static IEnumerable<(string Part, bool IsParameter, bool IsOptional)> Parts(string template)
    {
        var optional = false;
        var at = 0;
        while (at < template.Length)
        {
            if (template[at] is '⟦' or '⟧')
            {
                optional = template[at++] == '⟦';
            }
            else if (template[at] == '{')
            {
                var end = template.IndexOf('}', at);
                yield return (template[(at + 1)..end], true, optional);
                at = end + 1;
            }
            else
            {
                var end = template.AsSpan(at).IndexOfAny("{⟦⟧") is var next and >= 0 ? at + next : template.Length;
                yield return (template[at..end], false, optional);
                at = end;
            }
        }
    }

    /// <summary>Grouping accuracy and template F1 as LogHub-2.0 defines them.</summary>
    public (double GroupingAccuracy, double TemplateF1) Score(IReadOnlyList<int> truth, IReadOnlyList<int> clusters, IReadOnlyList<string> texts)
    {
        var truthSize = truth.CountBy(id => id).ToDictionary();
        var clusterSize = clusters.CountBy(id => id).ToDictionary();
        var correct = truth.Zip(clusters).CountBy(pair => pair).Where(pair => truthSize[pair.Key.First] == pair.Value && clusterSize[pair.Key.Second] == pair.Value).Sum(pair => pair.Value);
        var byText = texts.Zip(truth).GroupBy(pair => pair.First, pair => pair.Second, StringComparer.Ordinal).ToList();
        var right = byText.Count(group => group.Distinct().Count() == 1 && group.Key == Expected(group.First()));
        return ((double)correct / truth.Count, 2.0 * right / (byText.Count + truthSize.Count));
    }

    /// <summary>The templates that went wrong, with what they became; for people.</summary>
    public string Explain(IReadOnlyList<int> truth, IReadOnlyList<int> clusters, IReadOnlyList<string> texts)
    {
        var report = new StringBuilder();
        foreach (var group in truth.Select((id, i) => (id, i)).GroupBy(pair => pair.id, pair => pair.i).OrderByDescending(group => group.Count()))
        {
            var found = group.GroupBy(i => clusters[i]).OrderByDescending(part => part.Count()).ToList();
            if (found.Count > 1 || texts[group.First()] != Expected(group.Key))
            {
                report.AppendLine(CultureInfo.InvariantCulture, $"{group.Count()} in {found.Count}: {Expected(group.Key)}");
                foreach (var part in found.Take(4))
                {
                    report.AppendLine(CultureInfo.InvariantCulture, $"      {part.Count()}  {texts[part.First()]}");
                }
            }
        }

        foreach (var group in clusters.Select((id, i) => (id, i)).GroupBy(pair => pair.id, pair => pair.i))
        {
            var kinds = group.Select(i => truth[i]).Distinct().ToList();
            if (kinds.Count > 1)
            {
                report.AppendLine(CultureInfo.InvariantCulture, $"MIXED {texts[group.First()]}: {string.Join(" | ", kinds.Take(5).Select(Expected))}");
            }
        }

        return report.ToString();
    }
}
