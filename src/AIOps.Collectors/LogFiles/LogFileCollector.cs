using AIOps.Collectors.Host;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIOps.Collectors.LogFiles;

/// <summary>Follows log files through rotation and truncation and goes on after a restart where it stopped: each line is handed on at least once.</summary>
internal sealed partial class LogFileCollector(
    LogFileOptions options, HostCollectorOptions host, ITelemetrySink sink, CollectorInstruments instruments, TimeProvider time, ILogger<LogFileCollector> logger) : BackgroundService
{
    private const int MostRounds = 16;
    private readonly Dictionary<string, FollowedFile> _files = [];
    private Dictionary<string, LogPosition>? _known;
    private bool _first = true;
    private long _backlog;

    /// <summary>Bytes of all followed logs that were not handed on at the end of the last round.</summary>
    public long Backlog => Interlocked.Read(ref _backlog);

    /// <summary>Reads what has come since and hands it on.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        Find();
        var moved = false;
        foreach (var file in _files.Values)
        {
            // A log that is far behind must not keep the others waiting.
            for (var round = 0; round < MostRounds; round++)
            {
                var batch = new LogBatch();
                var more = file.Read(batch, time.GetUtcNow().ToUnixTimeMilliseconds());
                if (batch.Count > 0)
                {
                    var result = await sink.AcceptAsync(batch, cancellationToken).ConfigureAwait(false);
                    if (result.RetryAfter is not null)
                    {
                        break;
                    }

                    instruments.OnAccepted(Collector.LogFiles, batch.Count);
                }

                file.Confirm();
                moved |= batch.Count > 0;
                if (!more)
                {
                    break;
                }
            }
        }

        Interlocked.Exchange(ref _backlog, _files.Values.Sum(file => file.Backlog));
        if (moved && options.Positions.Length > 0)
        {
            LogPositions.Save(options.Positions, _files.Values.Select(file => file.Position));
        }
    }

    public override void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        instruments.Watch("aiops.collect.log_backlog", "By", "Bytes of the followed log files that were not read yet, or not taken yet by the pipeline.", () => Backlog);
        if (options.Files.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                try
                {
                    await CollectAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    instruments.OnFailure(Collector.LogFiles);
                    Log.ReadingFailed(logger, error);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service is stopping.
        }
    }

    private void Find()
    {
        _known ??= options.Positions.Length > 0 ? LogPositions.Load(options.Positions) : [];
        foreach (var (path, file) in _files)
        {
            if (file.IsGone)
            {
                file.Dispose();
                _files.Remove(path);
            }
        }

        foreach (var entry in options.Files)
        {
            foreach (var path in Expand(entry.Path))
            {
                if (_files.ContainsKey(path))
                {
                    continue;
                }

                if (_files.Count >= options.MaxFiles)
                {
                    instruments.OnRefused(Collector.LogFiles, Refusal.TableFull);
                    continue;
                }

                var entity = new EntityId(entry.Workload.Length > 0 ? entry.Workload : $"host:{host.HostName}", entry.Member.Length > 0 ? entry.Member : null);
                var file = new FollowedFile(path, new LogSource(entity, path), options.MaxLineBytes, instruments);

                // What was there before we came is history; what comes later is read from its start.
                file.Open(_known.GetValueOrDefault(path), fromStart: !_first);
                _files.Add(path, file);
            }
        }

        _first = false;
    }

    private static IEnumerable<string> Expand(string path)
    {
        var name = Path.GetFileName(path);
        if (!name.AsSpan().ContainsAny('*', '?'))
        {
            return File.Exists(path) ? [path] : [];
        }

        var folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, name) : [];
    }

    private static partial class Log
    {
        [LoggerMessage(251, LogLevel.Warning, "Reading the log files failed; tried again at the next interval")]
        public static partial void ReadingFailed(ILogger logger, Exception error);
    }
}
