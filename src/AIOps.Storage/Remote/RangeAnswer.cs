using System.Globalization;
using System.Text.Json;
using AIOps.Contracts.Storage;

namespace AIOps.Storage.Remote;

/// <summary>Reads the answer of <c>/api/v1/query_range</c>. Pure.</summary>
internal static class RangeAnswer
{
    /// <returns>Its series by id; those of others and values that are no finite numbers are left out.</returns>
    /// <exception cref="InvalidDataException">It is no such answer; the message is for people.</exception>
    public static List<RemoteSeries> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("status").GetString() != "success")
            {
                throw new InvalidDataException($"it says {(root.TryGetProperty("error", out var error) ? error.GetString() : "error")}");
            }

            var found = new List<RemoteSeries>();
            foreach (var series in root.GetProperty("data").GetProperty("result").EnumerateArray())
            {
                var labels = series.GetProperty("metric").EnumerateObject().Select(label => KeyValuePair.Create(label.Name, label.Value.GetString() ?? ""));
                if (SeriesLabels.Read(labels) is not { } known)
                {
                    continue;
                }

                List<long> times = [];
                List<double> values = [];
                foreach (var sample in series.GetProperty("values").EnumerateArray())
                {
                    if (double.TryParse(sample[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
                    {
                        times.Add((long)Math.Round(sample[0].GetDouble() * 1000));
                        values.Add(value);
                    }
                }

                found.Add(new RemoteSeries(known.Id, new SeriesWindow(known.Key, times, values)));
            }

            return found;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("its answer is none of query_range", error);
        }
    }
}
