using System.Text;

namespace AIOps.Detection.Logs.Mining;

/// <summary>The binary form of a miner's templates: <c>"AM" version(1)</c>, next id, templates with their sample patterns. Little-endian.</summary>
internal static class MinerCheckpoint
{
    private const byte Version = 1;
    private const int MaxTemplates = 1_000_000;

    public static void Write(BinaryWriter writer, IReadOnlyCollection<Template> templates, int nextId, SecretMask mask)
    {
        writer.Write((byte)'A');
        writer.Write((byte)'M');
        writer.Write(Version);
        writer.Write(nextId);
        writer.Write(templates.Count);
        foreach (var template in templates)
        {
            writer.Write(template.Id);
            writer.Write(template.MergedInto is null ? 0 : template.Root.Id);
            writer.Write(template.Known ?? "");
            writer.Write(template.Lines);
            writer.Write(template.FirstSeenMs);
            writer.Write(template.LastSeenMs);
            writer.Write(template.Severity);
            writer.Write(template.Wild.Length);
            foreach (var wild in template.Wild)
            {
                writer.Write(wild);
            }

            writer.Write(template.Samples.Count);
            foreach (var sample in template.Samples)
            {
                Write(writer, sample, mask);
            }
        }
    }

    public static (List<Template> Templates, int NextId) Read(BinaryReader reader, SeededHash hash)
    {
        if (reader.ReadByte() != 'A' || reader.ReadByte() != 'M')
        {
            throw new InvalidDataException("miner checkpoint: not a checkpoint");
        }

        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"miner checkpoint: version {version}, this program reads {Version}; start without it to learn anew");
        }

        var nextId = reader.ReadInt32();
        var count = Count(reader, MaxTemplates);
        var templates = new List<Template>(count);
        var merged = new List<(Template Template, int Into)>();
        var byId = new Dictionary<int, Template>();
        for (var i = 0; i < count; i++)
        {
            var template = Read(reader, hash, out var into);
            templates.Add(template);
            byId[template.Id] = template;
            if (into != 0)
            {
                merged.Add((template, into));
            }
        }

        foreach (var (template, into) in merged)
        {
            template.MergedInto = byId.TryGetValue(into, out var root) && root != template ? root : throw new InvalidDataException($"miner checkpoint: template {template.Id} was merged into {into}, which is missing");
        }

        return (templates, nextId);
    }

    private static void Write(BinaryWriter writer, MinedPattern sample, SecretMask mask)
    {
        Bytes(writer, sample.Text);
        writer.Write(sample.Lines);
        writer.Write(sample.Soft.Length);
        for (var i = 0; i < sample.Soft.Length; i++)
        {
            // a value that was seen only once may be a secret under any name: what looks like one is not written
            var value = sample.Soft[i];
            Bytes(writer, value is not null && !mask.Finds(Encoding.UTF8.GetString(value)) && !mask.Finds(TemplateText.Full(sample)) ? value : []);
        }
    }

    private static Template Read(BinaryReader reader, SeededHash hash, out int into)
    {
        var id = reader.ReadInt32();
        into = reader.ReadInt32();
        var known = reader.ReadString();
        var lines = reader.ReadInt64();
        var first = reader.ReadInt64();
        var last = reader.ReadInt64();
        var severity = reader.ReadByte();
        var wild = new bool[Count(reader, PatternTokens.Max)];
        for (var i = 0; i < wild.Length; i++)
        {
            wild[i] = reader.ReadBoolean();
        }

        var samples = Count(reader, Template.MaxSamples);
        var texts = new (byte[] Text, long Lines, byte[]?[] Soft)[samples];
        for (var i = 0; i < samples; i++)
        {
            var text = Bytes(reader);
            var seen = reader.ReadInt64();
            var soft = new byte[]?[Count(reader, RecordMasker.MaxBytes)];
            for (var slot = 0; slot < soft.Length; slot++)
            {
                soft[slot] = Bytes(reader) is { Length: > 0 } value ? value : null;
            }

            texts[i] = (text, seen, soft);
        }

        var tokens = PatternTokens.Of(samples == 0 ? [] : texts[0].Text, hash);
        var template = new Template(id, tokens) { Known = known.Length == 0 ? null : known, Lines = lines, FirstSeenMs = first, LastSeenMs = last, Severity = severity };
        for (var i = 0; i < wild.Length && i < template.Wild.Length; i++)
        {
            template.Wild[i] = wild[i];
            template.Words[i] = wild[i] ? 0 : template.Words[i];
        }

        foreach (var (text, seen, soft) in texts)
        {
            template.Samples.Add(new MinedPattern(text, hash.Of(text), template, soft) { Lines = seen, Sampled = true });
        }

        return template;
    }

    private static int Count(BinaryReader reader, int max)
    {
        var count = reader.ReadInt32();
        return count >= 0 && count <= max ? count : throw new InvalidDataException($"miner checkpoint: count {count} is out of bounds");
    }

    private static void Bytes(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Bytes(BinaryReader reader)
    {
        var length = Count(reader, RecordMasker.MaxBytes + 1024);
        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new InvalidDataException("miner checkpoint: cut short");
    }
}
