using AIOps.Detection.Logs.Mining;
using AIOps.Detection.Logs.Signals;

namespace AIOps.Detection.Logs;

/// <summary>A masked pattern: every record that looks the same has the same one. Its template may change as the miner learns.</summary>
public sealed class MinedPattern
{
    private readonly byte[]?[] _soft;
    private int _open;

    internal MinedPattern(byte[] text, ulong hash, Template template, byte[]?[] soft)
    {
        Text = text;
        Hash = hash;
        Template = template;
        _soft = soft;
        _open = soft.Count(value => value is not null);
    }

    /// <summary>Id of the template that it belongs to now.</summary>
    public int TemplateId => Template.Head.Id;

    internal byte[] Text { get; }

    internal ulong Hash { get; }

    internal Template Template { get; set; }

    internal long Lines { get; set; }

    /// <summary>Whether it was used since the eviction hand passed.</summary>
    internal bool Used { get; set; }

    /// <summary>Whether it is among its template's samples.</summary>
    internal bool Sampled { get; set; }

    /// <summary>Where the template's parameters stand in it, as the signals that watch the source found out.</summary>
    internal ParameterBinding[]? Bindings { get; set; }

    /// <summary>When and by whom <see cref="Bindings"/> were found.</summary>
    internal int BoundIn { get; set; }

    /// <summary>By whom.</summary>
    internal ParameterSignals? BoundBy { get; set; }

    /// <summary>For each variable part the only value seen so far, or null when there were several or it does not matter.</summary>
    internal ReadOnlySpan<byte[]?> Soft => _soft;

    internal void Observe(ReadOnlySpan<byte> record, ReadOnlySpan<Slot> slots)
    {
        Lines++;
        Used = true;
        if (_open == 0)
        {
            return;
        }

        for (var i = 0; i < _soft.Length && i < slots.Length; i++)
        {
            if (_soft[i] is { } only && !record.Slice(slots[i].Start, slots[i].Length).SequenceEqual(only))
            {
                _soft[i] = null;
                _open--;
            }
        }
    }
}
