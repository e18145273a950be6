using System.Diagnostics;
using AIOps.Collectors;
using AIOps.Collectors.Host;
using AIOps.Collectors.Otlp;
using AIOps.Collectors.Traces;

namespace AIOps.Benchmarks;

/// <summary>
/// Decode throughput in items per CPU second and bytes allocated per item, and the cost of watching the host: <c>dotnet run -c Release --project tests/AIOps.Benchmarks -- collectors</c>.
/// CPU time and not wall time is counted, so that a busy machine changes little.
/// </summary>
internal static class CollectorsBenchmarks
{
    private const long NowMs = 1_767_600_000_000;

    public static void Run()
    {
        var options = new OtlpOptions();
        var window = TimeWindow.Around(DateTimeOffset.FromUnixTimeMilliseconds(NowMs), options);
        using var instruments = new CollectorInstruments();
        var cache = new SeriesCache(options, instruments);
        var metrics = new MetricsDecoder(cache, options, instruments);
        var logs = new LogsDecoder(cache, options, instruments);
        var reducer = new SpanReducer(new AIOps.Collectors.Traces.TraceOptions(), instruments);
        var traces = new TracesDecoder(cache, reducer, instruments);
        const int items = 5000;
        var gauges = Group(Numbers(items));
        var histograms = Group(Histograms(500));
        var records = Group(Enumerable.Range(0, items).Select(Record));
        var spans = Group(Enumerable.Range(0, items).Select(Span));
        Console.WriteLine("| what | items a request | bytes an item | items a CPU second | bytes allocated an item |");
        Console.WriteLine("|---|---|---|---|---|");
        Measure("walk only: every field of the gauges is skipped (baseline)", items, gauges, () => Walk(gauges));
        Measure("gauge points of known series, 3 attributes", items, gauges, () => metrics.Decode(gauges, window));
        Measure("histogram points (cumulative, 14 buckets, 5 series each)", 500, histograms, () => metrics.Decode(histograms, window));
        Measure("log records, 2 attributes", items, records, () => logs.Decode(records, window));
        Measure("spans, 3 attributes, reduced", items, spans, () =>
        {
            traces.Decode(spans, window);
            reducer.Close(NowMs + 3_600_000);
        });
        MeasureHost(instruments);
    }

    private static void MeasureHost(CollectorInstruments instruments)
    {
        var reader = new HostReader("bench", new HostCollectorOptions(), instruments);
        reader.Read(NowMs);
        const int rounds = 200;
        var cpu = Cpu();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var samples = 0;
        for (var i = 1; i <= rounds; i++)
        {
            samples = reader.Read(NowMs + (i * 5000)).Count;
        }

        var perReading = (Cpu() - cpu) / rounds;
        Console.WriteLine();
        Console.WriteLine($"Host: {samples} samples a reading, {perReading * 1000:0.00} ms of CPU a reading, {perReading / 5:P3} of one core every 5 s, {(GC.GetAllocatedBytesForCurrentThread() - allocated) / rounds / 1024} KB allocated a reading, {Directory.GetDirectories("/proc").Length} entries in /proc.");
    }

    private static void Measure(string what, int items, byte[] request, Action decode)
    {
        for (var i = 0; i < 50; i++)
        {
            decode();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Cpu();
        var rounds = 0;
        while (Cpu() - cpu < 3)
        {
            decode();
            rounds++;
        }

        var seconds = Cpu() - cpu;
        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / rounds / items;
        Console.WriteLine($"| {what} | {items} | {request.Length / items} | {rounds * (double)items / seconds / 1e6:0.00} M | {bytes:0.0} |");
    }

    private static double Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static void Walk(ReadOnlySpan<byte> request)
    {
        var resources = new ProtoReader(request);
        while (Envelope.Next(ref resources, 1, out var resource))
        {
            var scopes = new ProtoReader(resource);
            while (Envelope.Next(ref scopes, 2, out var scope))
            {
                var metrics = new ProtoReader(scope);
                while (Envelope.Next(ref metrics, 2, out var metric))
                {
                    var bodies = new ProtoReader(metric);
                    while (Envelope.Next(ref bodies, 5, out var body))
                    {
                        var points = new ProtoReader(body);
                        while (Envelope.Next(ref points, 1, out var point))
                        {
                            var fields = new ProtoReader(point);
                            while (fields.Next(out _))
                            {
                                fields.Skip();
                            }
                        }
                    }
                }
            }
        }
    }

    private static byte[] Group(IEnumerable<byte[]> items)
    {
        var writer = new ProtoWriter();
        var group = writer.Begin(1);
        var resource = writer.Begin(1);
        writer.Attribute(1, "service.name", "orders");
        writer.Attribute(1, "service.instance.id", "orders-1");
        writer.End(resource);
        var scope = writer.Begin(2);
        foreach (var item in items)
        {
            writer.Bytes(2, item);
        }

        writer.End(scope);
        writer.End(group);
        return writer.ToArray();
    }

    private static IEnumerable<byte[]> Numbers(int count)
    {
        for (var metric = 0; metric < count / 100; metric++)
        {
            var writer = new ProtoWriter();
            writer.Text(1, $"app.pool.connections.{metric}");
            writer.Text(3, "{connection}");
            var gauge = writer.Begin(5);
            for (var i = 0; i < 100; i++)
            {
                var point = writer.Begin(1);
                writer.Attribute(7, "pool", $"pool-{i}");
                writer.Attribute(7, "state", i % 2 == 0 ? "idle" : "used");
                writer.Attribute(7, "zone", "eu-central-1a");
                writer.Fixed64(2, (ulong)(NowMs - 60_000) * 1_000_000);
                writer.Fixed64(3, (ulong)NowMs * 1_000_000);
                writer.Double(4, i * 1.5);
                writer.End(point);
            }

            writer.End(gauge);
            yield return writer.ToArray();
        }
    }

    private static IEnumerable<byte[]> Histograms(int count)
    {
        var writer = new ProtoWriter();
        writer.Text(1, "http.server.request.duration");
        writer.Text(3, "s");
        var histogram = writer.Begin(9);
        for (var i = 0; i < count; i++)
        {
            var point = writer.Begin(1);
            writer.Attribute(9, "http.route", $"/route/{i}");
            writer.Fixed64(2, (ulong)(NowMs - 60_000) * 1_000_000);
            writer.Fixed64(3, (ulong)NowMs * 1_000_000);
            writer.Fixed64(4, 1400);
            writer.Double(5, 70);
            var counts = writer.Begin(6);
            for (var bucket = 0; bucket < 15; bucket++)
            {
                writer.RawFixed64(100);
            }

            writer.End(counts);
            var bounds = writer.Begin(7);
            for (var bucket = 0; bucket < 14; bucket++)
            {
                writer.RawFixed64(BitConverter.DoubleToUInt64Bits(0.005 * Math.Pow(2, bucket)));
            }

            writer.End(bounds);
            writer.End(point);
        }

        writer.Varint(2, 1);
        writer.End(histogram);
        yield return writer.ToArray();
    }

    private static byte[] Record(int i)
    {
        var writer = new ProtoWriter();
        writer.Fixed64(1, (ulong)NowMs * 1_000_000);
        writer.Varint(2, 9);
        var body = writer.Begin(5);
        writer.Text(1, $"order {i} of customer {i % 97} was paid in {i % 800} ms");
        writer.End(body);
        writer.Attribute(6, "{OriginalFormat}", "order {Id} of customer {Customer} was paid in {Elapsed} ms");
        writer.Attribute(6, "Id", $"{i}");
        return writer.ToArray();
    }

    private static byte[] Span(int i)
    {
        var writer = new ProtoWriter();
        var id = BitConverter.GetBytes((ulong)i + 1);
        writer.Bytes(1, [.. id, .. id]);
        writer.Bytes(2, id);
        writer.Bytes(4, BitConverter.GetBytes((ulong)(i ^ 1) + 1));
        writer.Text(5, "GET /orders/{id}");
        writer.Varint(6, i % 2 == 0 ? 2UL : 3UL);
        writer.Fixed64(7, (ulong)(NowMs - (i % 300)) * 1_000_000);
        writer.Fixed64(8, (ulong)NowMs * 1_000_000);
        writer.Attribute(9, "server.address", "10.0.0.7");
        writer.Attribute(9, "http.route", "/orders/{id}");
        writer.Attribute(9, "peer.service", "stock");
        return writer.ToArray();
    }
}
