using System.Collections.Concurrent;

namespace AIOps.Collectors;

/// <summary>
/// A bounded cache in two generations: what is used moves to the young one; when that is full, or too old, it becomes the old one and what was old is forgotten.
/// Reads take no lock. At most twice the capacity is held.
/// </summary>
internal sealed class GenerationCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _count;

    /// <summary>Entries of the young generation.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>True when the young generation must be turned before more is added.</summary>
    public bool IsFull => Count >= capacity;

    /// <summary>Finds an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="promoted">True when it was found among the old ones and is now young again.</param>
    public TValue? Find(TKey key, out bool promoted)
    {
        promoted = false;
        if (_young.TryGetValue(key, out var value))
        {
            return value;
        }

        if (!_old.TryGetValue(key, out value))
        {
            return null;
        }

        promoted = Add(key, value);
        return value;
    }

    /// <summary>Adds an entry to the young generation; false when it is there already.</summary>
    public bool Add(TKey key, TValue value)
    {
        if (!_young.TryAdd(key, value))
        {
            return false;
        }

        Interlocked.Increment(ref _count);
        return true;
    }

    /// <summary>Turns the generations.</summary>
    public void Turn()
    {
        _old = _young;
        _young = new ConcurrentDictionary<TKey, TValue>();
        Volatile.Write(ref _count, 0);
    }
}
