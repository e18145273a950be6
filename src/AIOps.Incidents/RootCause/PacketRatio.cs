using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Packets sent for each packet received. The ratio does not depend on load, but delay and loss change it: what is lost or late is sent again, and acknowledgements
/// travel alone instead of with data. Where no latency is measured this is what shows a network fault.
/// </summary>
internal static class PacketRatio
{
    public const string Suffix = " per packet received";

    private static readonly (string Sent, string Received)[] Words =
        [("transmit", "receive"), ("_tx", "_rx"), (".tx", ".rx"), ("sent", "recv"), ("sent", "received"), ("packets_out", "packets_in"), ("out", "in")];

    public static IEnumerable<SeriesWindow> Of(IReadOnlyList<SeriesWindow> series)
    {
        var packets = new Dictionary<(EntityId Entity, string Metric), SeriesWindow>();
        foreach (var window in series)
        {
            if (window.Series.Metric.Contains("packet", StringComparison.OrdinalIgnoreCase))
            {
                packets[(window.Series.Entity, window.Series.Metric)] = window;
            }
        }

        foreach (var ((entity, metric), sent) in packets)
        {
            foreach (var (word, other) in Words)
            {
                if (metric.Contains(word, StringComparison.OrdinalIgnoreCase)
                    && packets.TryGetValue((entity, metric.Replace(word, other, StringComparison.OrdinalIgnoreCase)), out var received)
                    && received.Times.Count == sent.Times.Count)
                {
                    yield return Ratio(sent, received);
                    break;
                }
            }
        }
    }

    private static SeriesWindow Ratio(SeriesWindow sent, SeriesWindow received)
    {
        var values = new double[sent.Values.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = sent.Times[i] == received.Times[i] && received.Values[i] > 0 ? sent.Values[i] / received.Values[i] : double.NaN;
        }

        var key = sent.Series;
        return new SeriesWindow(new SeriesKey(key.Entity, key.Metric + Suffix, key.Labels, "1", SeriesKind.Gauge), sent.Times, values);
    }
}
