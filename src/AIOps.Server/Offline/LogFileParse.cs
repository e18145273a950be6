using System.Globalization;
using AIOps.Detection.Logs;

namespace AIOps.Server.Offline;

/// <summary>A log file with the template of each of its lines.</summary>
internal sealed class LogFileParse
{
    private readonly TemplateMiner _miner = new(new TemplateMinerOptions());
    private readonly List<MinedPattern> _patterns = [];
    private readonly List<int> _first = [];

    public static LogFileParse Read(string file, bool content)
    {
        var parse = new LogFileParse();
        using var lines = new LineReader(File.OpenRead(file));
        while (lines.Next())
        {
            var mined = parse._miner.Mine(lines.Line);
            parse._patterns.Add(mined.Pattern);
            parse._first.Add(mined.TemplateId);
        }

        parse._miner.Consolidate();
        return parse;
    }

    public void Write(string file, bool online)
    {
        var texts = new Dictionary<int, string>();
        using var writer = new StreamWriter(file);
        writer.Write("LineId,ClusterId,Template\n");
        for (var i = 0; i < _patterns.Count; i++)
        {
            var id = online ? _first[i] : _patterns[i].TemplateId;
            if (!texts.TryGetValue(id, out var text))
            {
                texts.Add(id, text = Csv.Field(_miner.Find(id)?.Text ?? ""));
            }

            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{i + 1},{id},{text}\n"));
        }
    }

    public void Summarise(string name, TextWriter output)
    {
        var templates = _miner.Templates();
        output.WriteLine($"{name}: {_patterns.Count} lines, {templates.Count} templates");
        foreach (var template in templates.Take(20))
        {
            output.WriteLine($"{template.Lines,10}  {template.Text}");
        }
    }
}
