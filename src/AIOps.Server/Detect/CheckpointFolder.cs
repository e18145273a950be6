using System.Globalization;
using AIOps.Server.Configuration;
using AIOps.Storage.History;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Detect;

/// <summary>
/// Checkpoints of the shards, beside the history, in a file for each owner: <c>shard-7-e12.bin</c> is shard 7 as its twelfth owner left it. A former owner that
/// wakes up writes its own file only, and the newest owner's is the one that is read.
/// </summary>
internal sealed partial class CheckpointFolder(IOptions<HistoryOptions> history, DetectionInstruments instruments, ILogger<CheckpointFolder> logger)
{
    private const string Metrics = "shard";
    private const string Logs = "logs";

    private readonly string _folder = Beside(history.Value.Folder);

    /// <summary>Where the checkpoints of a history's folder are.</summary>
    public static string Beside(string history) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Path.TrimEndingDirectorySeparator(history))) ?? ".", "checkpoints");

    /// <summary>The newest state of a shard's series; null when there is none that can be read.</summary>
    public ShardCheckpoint? ReadMetrics(int shard)
    {
        ShardCheckpoint? checkpoint = null;
        Read(Metrics, shard, file => checkpoint = ShardCheckpoint.Read(file) ?? throw new InvalidDataException());
        return checkpoint;
    }

    /// <summary>Hands the newest state of a shard's logs to who restores it; an <see cref="InvalidDataException"/> from there means that it is damaged.</summary>
    public void ReadLogs(int shard, Action<Stream> restore) => Read(Logs, shard, restore);

    /// <summary>The highest epoch that a checkpoint was written in; 0 when there is none.</summary>
    public long LastEpoch(int shard) => Of(Metrics, shard).Select(file => file.Epoch).Append(0).Max();

    public void WriteMetrics(int shard, long epoch, Action<Stream> content) => Write(Metrics, shard, epoch, content);

    public void WriteLogs(int shard, long epoch, Action<Stream> content) => Write(Logs, shard, epoch, content);

    private void Read(string kind, int shard, Action<Stream> use)
    {
        var name = Path.Combine(_folder, $"{kind}-{shard}");
        try
        {
            if (Of(kind, shard).OrderByDescending(file => file.Epoch).Select(file => file.Path).FirstOrDefault() is { } newest)
            {
                name = newest;
                using var file = new BufferedStream(File.OpenRead(newest), 1 << 16);
                use(file);
            }
        }
        catch (InvalidDataException)
        {
            Log.Damaged(logger, name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(logger, name, failure.Message);
        }
    }

    private void Write(string kind, int shard, long epoch, Action<Stream> content)
    {
        var name = Path.Combine(_folder, $"{kind}-{shard}-e{epoch}.bin");
        try
        {
            Directory.CreateDirectory(_folder);
            var part = name + ".part";
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, name, overwrite: true);
            foreach (var (path, _) in Of(kind, shard).Where(file => file.Epoch < epoch).ToList())
            {
                File.Delete(path);
            }

            instruments.OnCheckpoint();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, name, failure.Message);
        }
    }

    /// <summary>The files of a shard; one without an epoch is of a version that knew one process only.</summary>
    private IEnumerable<(string Path, long Epoch)> Of(string kind, int shard)
    {
        var stem = $"{kind}-{shard}";
        return Directory.Exists(_folder)
            ? Directory.EnumerateFiles(_folder, $"{stem}*.bin").Select(path => (path, Epoch(System.IO.Path.GetFileNameWithoutExtension(path), stem))).Where(file => file.Item2 is not null).Select(file => (file.path, file.Item2!.Value))
            : [];
    }

    private static long? Epoch(string name, string stem) =>
        name == stem ? -1
        : name.StartsWith(stem + "-e", StringComparison.Ordinal) && long.TryParse(name.AsSpan(stem.Length + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch
        : null;

    private static partial class Log
    {
        [LoggerMessage(150, LogLevel.Warning, "Checkpoint {File} is damaged or of another version; the shard learns from the history.")]
        public static partial void Damaged(ILogger logger, string file);

        [LoggerMessage(151, LogLevel.Warning, "Checkpoint {File} cannot be read ({Reason}); the shard learns from the history.")]
        public static partial void NotRead(ILogger logger, string file, string reason);

        [LoggerMessage(152, LogLevel.Error, "Checkpoint {File} cannot be written ({Reason}); a restart will replay more history.")]
        public static partial void NotWritten(ILogger logger, string file, string reason);
    }
}
