using System.Runtime.InteropServices;

namespace AIOps.Detection.Metrics;

/// <summary>
/// Keeps the ceiling of false openings per series-day over all series of a fleet, without labels: hourly counts over three days of those that nothing confirmed, judged by a Poisson interval. Only
/// when even its lower end lies over the ceiling is more evidence asked of every series; when its upper end lies below, that is taken back. A ceiling, never a
/// quota: less than the usual evidence is never asked. Not thread safe.
/// </summary>
public sealed class FleetCeiling
{
    private const int Hours = 72;
    private const long HourMs = 3_600_000;
    private const byte Version = 1;
    private const double MaxMargin = 2;
    private const double MaxStep = 0.25;
    private const double BackStep = 0.05;
    private readonly double[] _state = new double[(2 * Hours) + 3];

    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    public static int SavedBytes => 1 + (((2 * Hours) + 3) * sizeof(double));

    /// <summary>Evidence that every series must show on top of its own bar; 0 while the ceiling is kept.</summary>
    public double Margin => _state[(2 * Hours) + 2];

    /// <summary>Openings of the last three days.</summary>
    public double Openings => Math.Max(0, Sum(0));

    /// <summary>Series-days that they are counted over.</summary>
    public double SeriesDays => Sum(Hours);

    private ref double LastMs => ref _state[2 * Hours];

    private ref double Hour => ref _state[(2 * Hours) + 1];

    /// <summary>Counts an opening. Of a burst on one workload only the first should be told: an outage is no series of false alarms.</summary>
    /// <param name="openings">1; or -1 when one that was counted turned out to be true.</param>
    public void Count(int openings) => _state[(int)Hour % Hours] += openings;

    /// <summary>Lets time pass.</summary>
    /// <param name="unixMs">The present; not before the one before.</param>
    /// <param name="series">Series that are judged and may alert.</param>
    /// <param name="ceiling">Openings per series-day that are allowed.</param>
    /// <returns>True when <see cref="Margin"/> changed.</returns>
    public bool Advance(long unixMs, long series, double ceiling)
    {
        var elapsed = LastMs == 0 ? 0 : Math.Clamp(unixMs - LastMs, 0, HourMs);
        LastMs = unixMs;
        _state[Hours + ((int)Hour % Hours)] += elapsed / 86_400_000 * series;
        var hour = Math.Floor((double)unixMs / HourMs);
        if (hour <= Hour)
        {
            return false;
        }

        var began = Hour == 0;
        for (var next = began ? hour : Math.Max(Hour + 1, hour - Hours + 1); next <= hour; next++)
        {
            _state[(int)next % Hours] = _state[Hours + ((int)next % Hours)] = 0;
        }

        Hour = hour;
        return !began && Judge(ceiling);
    }

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="destination">At least <see cref="SavedBytes"/> bytes.</param>
    public void Save(Span<byte> destination)
    {
        destination[0] = Version;
        MemoryMarshal.AsBytes(_state.AsSpan()).CopyTo(destination[1..]);
    }

    /// <summary>Reads a checkpoint; null when it is of another version.</summary>
    /// <param name="saved">What <see cref="Save"/> wrote.</param>
    public static FleetCeiling? Restore(ReadOnlySpan<byte> saved)
    {
        if (saved.Length != SavedBytes || saved[0] != Version)
        {
            return null;
        }

        var ceiling = new FleetCeiling();
        saved[1..].CopyTo(MemoryMarshal.AsBytes(ceiling._state.AsSpan()));
        return ceiling;
    }

    private bool Judge(double ceiling)
    {
        var days = SeriesDays;
        var before = Margin;
        if (days <= 0)
        {
            return false;
        }

        var seen = PoissonInterval.Of(Openings, days);
        ref var margin = ref _state[(2 * Hours) + 2];
        if (seen.Lower > ceiling)
        {
            // the window goes on remembering what was opened before: small steps
            margin = Math.Min(MaxMargin, margin + Math.Min(MaxStep, 0.25 * Math.Log10(seen.Lower / ceiling)));
        }
        else if (seen.Upper < ceiling)
        {
            margin = Math.Max(0, margin - BackStep);
        }

        return !margin.Equals(before);
    }

    private double Sum(int from)
    {
        double sum = 0;
        for (var at = from; at < from + Hours; at++)
        {
            sum += _state[at];
        }

        return sum;
    }
}
