using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AIOps.Contracts.Telemetry;

/// <summary>
/// The identity of one series, made once and shared by reference. <see cref="Id"/> is the first 64 bits of the SHA-256 of <see cref="Encoded"/>,
/// so that it is the same in every process and cannot be steered by an attacker.
/// </summary>
public sealed class SeriesKey
{
    private const int MaxText = 1024;

    /// <summary>Makes a key. Labels are sorted by name; texts longer than 1,024 characters are cut.</summary>
    /// <param name="entity">Whom the series is about.</param>
    /// <param name="metric">The metric's name, for example <c>http.server.request.duration.p95</c>.</param>
    /// <param name="labels">Further labels (never those that name the entity), may be empty.</param>
    /// <param name="unit">UCUM unit such as <c>s</c>, <c>By</c>, <c>1</c>; may be empty.</param>
    /// <param name="kind">How values are read.</param>
    public SeriesKey(EntityId entity, string metric, IReadOnlyList<KeyValuePair<string, string>> labels, string unit, SeriesKind kind)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        ArgumentNullException.ThrowIfNull(labels);
        Entity = entity;
        Metric = Cut(metric);
        Labels = [.. labels.Select(label => KeyValuePair.Create(Cut(label.Key), Cut(label.Value))).OrderBy(label => label.Key, StringComparer.Ordinal)];
        Unit = Cut(unit);
        Kind = kind;
        Encoded = Encode();
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoded, hash);
        Id = BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Stable 64-bit identity over processes and restarts.</summary>
    public ulong Id { get; }

    /// <summary>Whom the series is about.</summary>
    public EntityId Entity { get; }

    /// <summary>The metric's name.</summary>
    public string Metric { get; }

    /// <summary>Further labels, sorted by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; }

    /// <summary>UCUM unit, or empty.</summary>
    public string Unit { get; }

    /// <summary>How values are read.</summary>
    public SeriesKind Kind { get; }

    /// <summary>The canonical binary form that <see cref="Decode"/> reads.</summary>
    public byte[] Encoded { get; }

    /// <summary>The same series one level up: what all members of the workload share. Equals this key when the entity has no member.</summary>
    public SeriesKey AtWorkload() => Entity.Member is null ? this : new SeriesKey(Entity.AsWorkload(), Metric, Labels, Unit, Kind);

    /// <summary>"metric{label=value,…}" for people.</summary>
    public string Display => Labels.Count == 0 ? Metric : $"{Metric}{{{string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"))}}}";

    /// <inheritdoc/>
    public override string ToString() => $"{Entity} {Display}";

    /// <summary>Reads a key from its canonical form.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut short or malformed.</exception>
    public static SeriesKey Decode(ReadOnlySpan<byte> encoded)
    {
        var rest = encoded;
        if (rest.IsEmpty || rest[0] > (byte)SeriesKind.Ratio)
        {
            throw new InvalidDataException("series key: unknown kind");
        }

        var kind = (SeriesKind)rest[0];
        rest = rest[1..];
        var workload = Take(ref rest);
        var member = Take(ref rest);
        var metric = Take(ref rest);
        var unit = Take(ref rest);
        var labels = new List<KeyValuePair<string, string>>();
        while (!rest.IsEmpty)
        {
            var name = Take(ref rest);
            labels.Add(KeyValuePair.Create(name, Take(ref rest)));
        }

        if (metric.Length == 0)
        {
            throw new InvalidDataException("series key: no metric name");
        }

        return new SeriesKey(new EntityId(workload, member.Length == 0 ? null : member), metric, labels, unit, kind);
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];

    private static string Take(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || BinaryPrimitives.ReadUInt16LittleEndian(rest) is var length && rest.Length < 2 + length)
        {
            throw new InvalidDataException("series key: cut short");
        }

        var text = Encoding.UTF8.GetString(rest.Slice(2, length));
        rest = rest[(2 + length)..];
        return text;
    }

    private byte[] Encode()
    {
        using var stream = new MemoryStream();
        stream.WriteByte((byte)Kind);
        Put(stream, Entity.Workload);
        Put(stream, Entity.Member ?? "");
        Put(stream, Metric);
        Put(stream, Unit);
        foreach (var (name, value) in Labels)
        {
            Put(stream, name);
            Put(stream, value);
        }

        return stream.ToArray();
    }

    private static void Put(MemoryStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)bytes.Length));
        stream.Write(length);
        stream.Write(bytes);
    }
}
