namespace AIOps.Detection.Logs.Mining;

/// <summary>Masked patterns by hash: open addressing with linear probing, bounded; when full, one that was not used lately makes room (clock).</summary>
internal sealed class PatternCache
{
    private readonly int _capacity;
    private MinedPattern?[] _slots = new MinedPattern?[256];
    private int _hand;

    public PatternCache(int capacity) => _capacity = capacity;

    public int Count { get; private set; }

    public long Evicted { get; private set; }

    public MinedPattern? Find(ulong hash, ReadOnlySpan<byte> text)
    {
        var mask = _slots.Length - 1;
        for (var i = (int)hash & mask; _slots[i] is { } found; i = (i + 1) & mask)
        {
            if (found.Hash == hash && text.SequenceEqual(found.Text))
            {
                return found;
            }
        }

        return null;
    }

    public void Add(MinedPattern pattern)
    {
        if (Count >= _capacity)
        {
            Evict();
        }
        else if (Count * 2 >= _slots.Length)
        {
            var old = _slots;
            _slots = new MinedPattern?[old.Length * 2];
            foreach (var held in old)
            {
                if (held is not null)
                {
                    Put(held);
                }
            }
        }

        Put(pattern);
        Count++;
    }

    public IEnumerable<MinedPattern> All() => _slots.Where(pattern => pattern is not null)!;

    private void Put(MinedPattern pattern)
    {
        var mask = _slots.Length - 1;
        var i = (int)pattern.Hash & mask;
        while (_slots[i] is not null)
        {
            i = (i + 1) & mask;
        }

        _slots[i] = pattern;
    }

    private void Evict()
    {
        var mask = _slots.Length - 1;
        for (var steps = 0; ; steps++)
        {
            _hand = (_hand + 1) & mask;
            if (_slots[_hand] is not { } held)
            {
                continue;
            }

            if (held.Used && steps < _slots.Length)
            {
                held.Used = false;
                continue;
            }

            Remove(_hand);
            Evicted++;
            return;
        }
    }

    // Backward shift, so that probing needs no tombstones.
    private void Remove(int at)
    {
        var mask = _slots.Length - 1;
        var hole = at;
        for (var i = (at + 1) & mask; _slots[i] is { } next; i = (i + 1) & mask)
        {
            var home = (int)next.Hash & mask;
            if (((i - home) & mask) >= ((i - hole) & mask))
            {
                _slots[hole] = next;
                hole = i;
            }
        }

        _slots[hole] = null;
        Count--;
    }
}
