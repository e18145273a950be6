using System.Globalization;
using System.Security.Cryptography;

namespace AIOps.Storage.History;

/// <summary>Names of segment files: <c>shard-007/1767614400000-1f2e3d4c.journal</c>, the start in Unix milliseconds and the writer's random name.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Shard">Whose.</param>
/// <param name="StartMs">Start, Unix milliseconds; orders the files of a shard.</param>
internal sealed record SegmentName(string Path, int Shard, long StartMs)
{
    public const string Journal = ".journal";
    public const string Columns = ".columns";
    public const string Rollup = ".rollup";

    /// <summary>File name without its ending: the same for a journal and what is made of it.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Ending of the file name.</summary>
    public string Kind => System.IO.Path.GetExtension(Path);

    /// <summary>The folder of a shard.</summary>
    public static string Folder(string root, int shard) => System.IO.Path.Combine(root, $"shard-{shard:D3}");

    /// <summary>A name that no other writer takes.</summary>
    public static SegmentName New(string root, int shard, long startMs) =>
        new(System.IO.Path.Combine(Folder(root, shard), $"{startMs:D13}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}{Journal}"), shard, startMs);

    /// <summary>The same segment in another form.</summary>
    public SegmentName As(string kind) => this with { Path = System.IO.Path.ChangeExtension(Path, kind) };

    /// <summary>Every segment file of a shard, oldest first.</summary>
    public static IEnumerable<SegmentName> Of(string root, int shard)
    {
        var folder = Folder(root, shard);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Select(path => Parse(path, shard)).OfType<SegmentName>().OrderBy(name => name.StartMs).ThenBy(name => name.Stem, StringComparer.Ordinal)
            : [];
    }

    /// <summary>The shards that have a folder.</summary>
    public static IEnumerable<int> Shards(string root) => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root, "shard-*").Select(path => int.TryParse(System.IO.Path.GetFileName(path).AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var shard) ? shard : -1).Where(shard => shard >= 0)
        : [];

    private static SegmentName? Parse(string path, int shard) =>
        System.IO.Path.GetExtension(path) is Journal or Columns or Rollup
        && System.IO.Path.GetFileName(path).Split('-') is [var start, _]
        && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var startMs)
            ? new SegmentName(path, shard, startMs)
            : null;
}
