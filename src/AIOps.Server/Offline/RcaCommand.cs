using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.RootCause;

namespace AIOps.Server.Offline;

/// <summary><c>aiops rca CASE… --out P.json</c>: ranks recorded failures, one folder each; <c>aiops rca explain CASE</c> tells one in words.</summary>
internal static class RcaCommand
{
    private const double SureFrom = .8;

    public static Command Create()
    {
        var cases = new Argument<string[]>("CASE") { Description = "Folders with metrics.csv and incident.json", Arity = ArgumentArity.ZeroOrMore };
        var output = new Option<string>("--out") { Description = "File to write; standard output when left out" };
        var command = new Command("rca", "Ranks who broke first in recorded failures") { cases, output };
        command.SetAction(parsed => Rank(parsed.GetValue(cases) ?? [], parsed.GetValue(output)));
        command.Subcommands.Add(Explain());
        return command;
    }

    internal static int Rank(IReadOnlyList<string> folders, string? output)
    {
        if (folders.Count == 0)
        {
            Console.Error.WriteLine("aiops rca: no CASE given; name one or more folders that hold metrics.csv and incident.json");
            return 2;
        }

        var ranker = new RootCauseRanker();
        var answers = new SortedDictionary<string, CaseAnswer>(StringComparer.Ordinal);
        var failed = 0;
        foreach (var folder in folders)
        {
            if (TryLoad(folder) is not { } one)
            {
                failed++;
                continue;
            }

            var clock = Stopwatch.GetTimestamp();
            var ranking = ranker.Rank(one.Input);
            answers[one.Id] = Answer(ranking, Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        var json = JsonSerializer.Serialize(new { method = "aiops", cases = answers }, AnswerJson);
        if (output is null)
        {
            Console.Out.WriteLine(json);
        }
        else
        {
            File.WriteAllText(output, json);
            Console.Out.WriteLine($"{answers.Count} cases ranked, {failed} refused; written to {output}");
        }

        return failed == 0 ? 0 : 1;
    }

    private static Command Explain()
    {
        var folder = new Argument<string>("CASE") { Description = "A folder with metrics.csv and incident.json" };
        var command = new Command("explain", "Tells what broke first and why we think so") { folder };
        command.SetAction(parsed =>
        {
            if (TryLoad(parsed.GetValue(folder)!) is not { } one)
            {
                return 1;
            }

            RcaPage.Write(Console.Out, one, new RootCauseRanker().Rank(one.Input));
            return 0;
        });
        return command;
    }

    private static readonly JsonSerializerOptions AnswerJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private static RcaCase? TryLoad(string folder)
    {
        try
        {
            return RcaCase.Load(folder);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or JsonException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"aiops rca: {folder}: {problem.Message}");
            return null;
        }
    }

    private static CaseAnswer Answer(RootCauseRanking ranking, double milliseconds)
    {
        var services = ranking.Suspects.Select(suspect => RcaCase.Name(suspect.Entity)).Select(name => name.Split('@')[0]).Distinct(StringComparer.Ordinal).ToArray();
        var metrics = ranking.Suspects.Select(suspect => suspect.Signals.Select(signal => Column(suspect, signal)).Distinct(StringComparer.Ordinal).ToArray()).ToArray();
        // Not sure who it was: the best signal of each suspect in turn; sure: all of the first, then the next.
        var flat = ranking.Confidence >= SureFrom
            ? metrics.SelectMany(signals => signals)
            : Enumerable.Range(0, 10).SelectMany(i => metrics.Take(3).Where(signals => i < signals.Length).Select(signals => signals[i])).Concat(metrics.Skip(3).SelectMany(signals => signals));
        return new CaseAnswer(
            services,
            [.. flat.Distinct(StringComparer.Ordinal).Take(100)],
            Math.Round(ranking.Confidence, 4),
            ranking.Undetermined,
            ranking.ChangeId,
            ranking.Summary,
            ranking.CallPath.Count > 0 ? [.. ranking.CallPath.Select(RcaCase.Name)] : null,
            [.. ranking.Suspects.Take(5).Select(suspect => new SuspectAnswer(RcaCase.Name(suspect.Entity), Math.Round(suspect.Score, 3), suspect.For, suspect.Against))],
            Math.Round(milliseconds, 2));
    }

    private static string Column(Suspect suspect, RankedSignal signal)
    {
        var of = signal.Signal.LastIndexOf(" of ", StringComparison.Ordinal);
        var name = of > 0 ? signal.Signal[..of] : signal.Signal;
        var ratio = name.IndexOf(RootCauseRanker.DerivedMark, StringComparison.Ordinal);
        var service = RcaCase.Name(suspect.Entity).Split('@')[0];
        return $"{service}{(of > 0 ? "@" + signal.Signal[(of + 4)..] : "")}|{(ratio > 0 ? name[..ratio] : name)}";
    }

    private sealed record CaseAnswer(
        IReadOnlyList<string> Services, IReadOnlyList<string> Metrics, double Confidence, bool Undetermined, string? Change, string Summary, IReadOnlyList<string>? CallPath, IReadOnlyList<SuspectAnswer> Evidence, double TimeMs);

    private sealed record SuspectAnswer(string Service, double Score, IReadOnlyList<EvidenceTerm> For, IReadOnlyList<EvidenceTerm> Against);
}
