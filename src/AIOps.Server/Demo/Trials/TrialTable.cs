using System.Globalization;
using System.Text;

namespace AIOps.Server.Demo.Trials;

/// <summary>Results as a Markdown table.</summary>
internal static class TrialTable
{
    public static string Markdown(IReadOnlyList<TrialResult> results)
    {
        var text = new StringBuilder("| fault | member | named first | runs | wrong actions | detected after | served after | MTTD | MTTR | result |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var result in results)
        {
            text.Append($"| {result.Fault} | {result.Member} | {result.FirstCulprit} | {string.Join("; ", result.Runs)} | {result.WrongActions} | {Seconds(result.DetectedAfter)} | {Seconds(result.ServedAfter)} | {Seconds(result.TimeToDetect)} | {Seconds(result.TimeToRestore)} | {(result.Passed ? result.IsLeftAlone ? "left alone" : "healed" : string.Join("; ", result.Problems))} |\n");
        }

        return text.Append($"\n{results.Count(result => result.Passed)} of {results.Count} passed, {results.Sum(result => result.WrongActions)} wrong actions.").ToString();
    }

    private static string Seconds(TimeSpan? span) => span is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds:F1} s") : "–";
}
