using System.Globalization;
using AIOps.Detection.Forecasting;

namespace AIOps.Benchmarks;

/// <summary>
/// <c>ramps DIR</c>: lays ramps towards a limit over the noise of recorded series (first value column of every CSV below DIR) and asks, when half of the way is left,
/// how far the told time to the limit is from the true one. Then the same series under a limit that they never reach: how often would a watch have warned?
/// </summary>
internal static class ForecastRamps
{
    private const double Limit = 100;
    private const double Base = 20;
    private const double Noise = 2;
    private static readonly string[] Shapes = ["disk fill with clean-ups", "leak with restarts", "quota used by day", "certificate"];

    public static void Run(string folder, string shard)
    {
        var (part, parts) = shard.Split('/') is [var a, var b] ? (int.Parse(a, CultureInfo.InvariantCulture), int.Parse(b, CultureInfo.InvariantCulture)) : (0, 1);
        var hits = new int[Shapes.Length];
        var cases = new int[Shapes.Length];
        var told = new int[Shapes.Length];
        var warnings = 0;
        var days = 0.0;
        var files = Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        for (var number = 0; number < files.Count; number++)
        {
            if (number % parts != part || Read(files[number]) is not { Times.Length: > 1000 } series)
            {
                continue;
            }

            for (var shape = 0; shape < Shapes.Length; shape++)
            {
                for (var draw = 0; draw < 5; draw++)
                {
                    var random = new Random((number * 100) + (shape * 10) + draw);
                    if (Ramp(series.Times, series.Values, shape, random) is not { } ratio)
                    {
                        continue;
                    }

                    cases[shape]++;
                    told[shape] += double.IsNaN(ratio) ? 0 : 1;
                    hits[shape] += ratio is >= 0.75 and <= 1.25 ? 1 : 0;
                }
            }

            var watch = new LimitWatch(new SeriesLimit(Base + 75, Lower: false, LimitOrigin.Given), TimeSpan.FromHours(4));
            for (var row = 0; row < series.Times.Length; row++)
            {
                warnings += watch.Observe(series.Times[row], Base + (70 * series.Values[row])).Transition == LimitTransition.Warned ? 1 : 0;
            }

            days += (series.Times[^1] - series.Times[0]) / 86_400_000.0;
        }

        Console.WriteLine("| ramp | cases | a time was told | within 25 % |");
        Console.WriteLine("|---|---|---|---|");
        for (var shape = 0; shape < Shapes.Length; shape++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Shapes[shape]} | {cases[shape]} | {(double)told[shape] / cases[shape]:P0} | {(double)hits[shape] / cases[shape]:P0} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all | {cases.Sum()} | {(double)told.Sum() / cases.Sum():P0} | {(double)hits.Sum() / cases.Sum():P0} |"));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A limit 7 % above the highest value ever seen: {warnings} warnings in {days:0} series-days."));
    }

    /// <summary>Told over true time to the limit at half of the way; NaN when none was told; null when the case does not fit into the series.</summary>
    private static double? Ramp(long[] times, double[] values, int shape, Random random)
    {
        // from a few hours to a few days, over a stretch of the series that begins anywhere
        var hours = Math.Exp(Math.Log(6) + (random.NextDouble() * Math.Log(16)));
        var first = random.Next(times.Length / 2);
        var interval = Math.Max(1, (times[^1] - times[0]) / (times.Length - 1));
        if (hours * 3_600_000 / interval < 40)
        {
            return null;
        }

        var perHour = (Limit - Base) / hours;
        var forecaster = new Forecaster(Limit);
        var level = Base;
        var setBack = random.Next(1, 4);
        var floor = Base;
        double? told = null;
        var half = 0L;
        for (var row = first; row < times.Length; row++)
        {
            var elapsed = row == first ? 0 : (times[row] - times[row - 1]) / 3_600_000.0;
            level += perHour * elapsed * (shape == 2 ? Daily(times[row]) : 1);
            if (shape is 0 or 1 && setBack > 0 && level > Base + ((Limit - Base) * (0.25 + (0.1 * random.NextDouble()))))
            {
                // what is cleaned up comes back at the same rate: the last fill goes on to the limit
                level = floor = shape == 0 ? level - ((level - Base) * (0.5 + (0.4 * random.NextDouble()))) : Base;
                setBack--;
            }

            var noise = shape == 3 ? 0 : Noise * (values[row] - 0.5);
            var forecast = forecaster.Observe(times[row], level + noise);
            if (told is null && setBack <= (shape is 0 or 1 ? 0 : 9) && level >= floor + ((Limit - floor) / 2))
            {
                told = forecast.Breach?.Expected.TotalHours ?? double.NaN;
                half = times[row];
            }

            if (level >= Limit)
            {
                return told / ((times[row] - half) / 3_600_000.0);
            }
        }

        return null;
    }

    /// <summary>Twice as fast by day as on average, hardly at all by night, mean one.</summary>
    private static double Daily(long unixMs) => 1 + (0.5 * Math.Sin(2 * Math.PI * unixMs / 86_400_000.0));

    private static (long[] Times, double[] Values)? Read(string file)
    {
        var times = new List<long>();
        var values = new List<double>();
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var parts = line.Split(',', 3);
            if (parts.Length < 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                continue;
            }

            var time = double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? (long)(seconds * 1000)
                : DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso) ? iso.ToUnixTimeMilliseconds() : 0;
            if (time > 0 && (times.Count == 0 || time > times[^1]))
            {
                times.Add(time);
                values.Add(value);
            }
        }

        if (values.Count == 0 || values.Max() <= values.Min())
        {
            return null;
        }

        var (low, high) = (values.Min(), values.Max());
        return ([.. times], [.. values.Select(value => (value - low) / (high - low))]);
    }
}
