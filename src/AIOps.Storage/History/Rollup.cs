using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>
/// One value per minute: of a gauge or ratio the mean with the least and greatest beside it, of a counter its last value, of increments their sum.
/// Rollups other than of counters keep 24 bits of precision, which a chart cannot tell from 53 and which compress to less than half.
/// </summary>
internal static class Rollup
{
    public const long StepMs = 60_000;
    public const int Mean = 0;
    public const int Min = 1;
    public const int Max = 2;

    /// <summary>Rolls a series' samples up and adds them to a file.</summary>
    /// <param name="writer">The rollup file.</param>
    /// <param name="key">Which series.</param>
    /// <param name="samples">Its samples in rising time.</param>
    public static void Add(ColumnsWriter writer, SeriesKey key, SampleBuffer samples)
    {
        var times = new List<long>();
        List<double> values = [], least = [], greatest = [];
        for (int i = 0, end; i < samples.Count; i = end)
        {
            var minute = Floor(samples.Times[i]);
            double sum = 0, min = double.MaxValue, max = double.MinValue;
            for (end = i; end < samples.Count && Floor(samples.Times[end]) == minute; end++)
            {
                var value = samples.Values[end];
                (sum, min, max) = (sum + value, Math.Min(min, value), Math.Max(max, value));
            }

            // a counter's last value belongs to the moment it was read, else its rate over the minute would be wrong
            times.Add(key.Kind == SeriesKind.Counter ? samples.Times[end - 1] : minute);
            values.Add(key.Kind switch { SeriesKind.Counter => samples.Values[end - 1], SeriesKind.Delta => Short(sum), _ => Short(sum / (end - i)) });
            least.Add(Short(min));
            greatest.Add(Short(max));
        }

        if (key.Kind is SeriesKind.Gauge or SeriesKind.Ratio)
        {
            writer.Add(key, times.ToArray(), values.ToArray(), least.ToArray(), greatest.ToArray());
        }
        else
        {
            writer.Add(key, times.ToArray(), values.ToArray());
        }
    }

    private static long Floor(long time) => time - (((time % StepMs) + StepMs) % StepMs);

    private static double Short(double value) => (float)value is var rounded && float.IsFinite(rounded) ? rounded : value;
}
