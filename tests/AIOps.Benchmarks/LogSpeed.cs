using System.Diagnostics;
using System.Globalization;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs;

namespace AIOps.Benchmarks;

/// <summary><c>logs [FILE…]</c>: lines per CPU second of the template miner on lines of files (cycled) and on hostile lines, with memory growth.</summary>
internal static class LogSpeed
{
    private const int MixedLines = 4_000_000;

    public static void Run(string[] args)
    {
        var hostile = args.Contains("--long") ? 10_000_000 : 2_000_000;
        var files = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
        Console.WriteLine("| input | lines | lines per CPU second | bytes allocated per line | memory growth, MB | templates |");
        Console.WriteLine("|---|---|---|---|---|---|");
        if (files.Length > 0)
        {
            Mixed(files);
            Signals(files);
        }

        Hostile(hostile);
    }

    private static void Mixed(string[] files)
    {
        // one miner per source, records of all sources in turn
        var sources = Array.ConvertAll(files, file => File.ReadAllText(file, System.Text.Encoding.Latin1).Split('\n').Where(line => line.Length > 0).Select(System.Text.Encoding.Latin1.GetBytes).ToArray());
        var miners = Array.ConvertAll(files, _ => new TemplateMiner());
        for (var round = 0; round < 2; round++)
        {
            var lines = round == 0 ? MixedLines / 4 : MixedLines;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var before = Cpu();
            for (var i = 0; i < lines; i++)
            {
                var source = i % sources.Length;
                var texts = sources[source];
                miners[source].Mine(texts[i / sources.Length % texts.Length], 1_700_000_000_000 + (i / 1000));
            }

            Report(round == 0 ? "mixed, learning" : "mixed", lines, Cpu() - before, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / lines, 0, miners.Sum(miner => miner.Counters.Templates));
        }
    }

    // the whole way of a record: rings, templates, parameters, sessions, buckets
    private static void Signals(string[] files)
    {
        var sources = Array.ConvertAll(files, file => File.ReadAllText(file, System.Text.Encoding.Latin1).Split('\n').Where(line => line.Length > 0).Select(System.Text.Encoding.Latin1.GetBytes).ToArray());
        var names = Array.ConvertAll(files, file => new LogSource(new EntityId($"service:{Path.GetFileName(Path.GetDirectoryName(file))}"), ""));
        var detector = new LogAnomalyDetector();
        for (var round = 0; round < 2; round++)
        {
            var (cpu, allocated, findings) = (0.0, 0L, 0);
            for (var done = 0; done < MixedLines / 4; done += 4096)
            {
                var batch = new LogBatch();
                for (var i = done; i < done + 4096; i++)
                {
                    var texts = sources[i % sources.Length];
                    batch.Add(names[i % sources.Length], 1_700_000_000_000 + (round * 1_000_000) + (i / 1000), 9, texts[i / sources.Length % texts.Length]);
                }

                allocated -= GC.GetAllocatedBytesForCurrentThread();
                cpu -= Cpu();
                findings += detector.Observe(batch, DateTimeOffset.UnixEpoch).Findings.Count;
                cpu += Cpu();
                allocated += GC.GetAllocatedBytesForCurrentThread();
            }

            Report(round == 0 ? "mixed with signals, learning" : "mixed with signals", MixedLines / 4, cpu, (double)allocated / (MixedLines / 4), 0, findings);
        }
    }

    private static void Hostile(int lines)
    {
        // making a line costs about as much as mining it, so blocks of lines are made first and only the mining is timed
        var source = new LogHostileLines(seed: 7);
        var miner = new TemplateMiner();
        var block = new byte[4096][];
        var cpu = 0.0;
        var growth = -Memory();
        for (var done = 0; done < lines; done += block.Length)
        {
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = source.Next().ToArray();
            }

            var before = Cpu();
            for (var i = 0; i < block.Length; i++)
            {
                miner.Mine(block[i], 1_700_000_000_000 + ((done + i) / 300));
            }

            cpu += Cpu() - before;
        }

        Array.Clear(block);
        growth += Memory();
        Report("hostile", lines, cpu, double.NaN, growth / (1024.0 * 1024), miner.Counters.Templates);
        Console.Error.WriteLine(miner.Counters);
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static void Report(string input, int lines, double cpu, double allocated, double growth, int templates) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {input} | {lines:N0} | {lines / cpu:N0} | {allocated:0.0} | {growth:0.0} | {templates} |"));
}
