using System.Globalization;
using AIOps.Contracts.Incidents;

namespace AIOps.Server.Offline;

/// <summary>A ranking as a page that a tired person understands: the answer, how sure, why, what argues against, and small charts.</summary>
internal static class RcaPage
{
    private static readonly char[] Bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

    public static void Write(TextWriter page, RcaCase one, RootCauseRanking ranking)
    {
        page.WriteLine(one.Id);
        page.WriteLine($"alert at {one.Input.OnsetAt:yyyy-MM-dd HH:mm:ss} UTC{(one.Input.Symptoms.Count > 0 ? $", felt at {string.Join(", ", one.Input.Symptoms.Select(RcaCase.Name))}" : "")}");
        page.WriteLine();
        if (ranking.Suspects.Count == 0)
        {
            page.WriteLine("UNDETERMINED: nothing changed that could be measured.");
            return;
        }

        var first = ranking.Suspects[0];
        page.WriteLine(ranking.Undetermined
            ? $"UNDETERMINED. The nearest guess is {RcaCase.Name(first.Entity)} ({ranking.Confidence.ToString("P0", CultureInfo.InvariantCulture)}), too weak to act on."
            : $"{RcaCase.Name(first.Entity)} broke first ({ranking.Confidence.ToString("P0", CultureInfo.InvariantCulture)} sure).");
        if (ranking.CallPath.Count > 1)
        {
            page.WriteLine($"call path: {string.Join(" → ", ranking.CallPath.Select(RcaCase.Name))}");
        }

        if (ranking.ChangeId is not null)
        {
            page.WriteLine($"change near its onset: {ranking.ChangeId} (evidence, no verdict)");
        }

        page.WriteLine();
        foreach (var (suspect, place) in ranking.Suspects.Take(3).Select((suspect, index) => (suspect, index + 1)))
        {
            page.WriteLine($"{place}. {RcaCase.Name(suspect.Entity)}  {suspect.Score:0.0}");
            foreach (var term in suspect.For)
            {
                page.WriteLine($"   + {term.Value,5:0.00}  {term.Name,-18} {term.Text}");
            }

            foreach (var term in suspect.Against)
            {
                page.WriteLine($"   - {-term.Value,5:0.00}  {term.Name,-18} {term.Text}");
            }

            foreach (var signal in suspect.Signals.Take(place == 1 ? 4 : 2))
            {
                page.WriteLine($"     {Chart(signal)}  {signal.Signal}  {signal.Before:0.###} → {signal.After:0.###}{(signal.OnsetAt is { } at ? $"  from {at:HH:mm:ss}" : "")}");
            }

            page.WriteLine();
        }

        var order = ranking.Suspects.Take(3).SelectMany(suspect => suspect.Signals.Take(1).Where(signal => signal.OnsetAt is not null).Select(signal => (suspect.Entity, At: signal.OnsetAt!.Value))).OrderBy(step => step.At).ToArray();
        if (order.Length > 1)
        {
            page.WriteLine($"onset order: {string.Join(", then ", order.Select(step => $"{RcaCase.Name(step.Entity)} {step.At:HH:mm:ss}"))}");
        }
    }

    /// <summary>The curve as bars, with a mark at the onset.</summary>
    internal static string Chart(RankedSignal signal)
    {
        var known = signal.Curve.Where(value => value is not null).Select(value => value!.Value).ToArray();
        if (known.Length == 0)
        {
            return "";
        }

        var (low, high) = (known.Min(), known.Max());
        var chart = new System.Text.StringBuilder(signal.Curve.Count + 1);
        for (var i = 0; i < signal.Curve.Count; i++)
        {
            if (i == signal.CurveOnset)
            {
                chart.Append('┃');
            }

            chart.Append(signal.Curve[i] is { } value ? Bars[high > low ? (int)Math.Min(7, 8 * ((value - low) / (high - low))) : 0] : ' ');
        }

        return chart.ToString();
    }
}
