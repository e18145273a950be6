using System.Runtime.InteropServices;

namespace AIOps.Incidents.RootCause;

/// <summary>Reads a list's samples without a call for each.</summary>
internal static class Samples
{
    public static ReadOnlySpan<T> Of<T>(IReadOnlyList<T> samples) => samples switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => samples.ToArray(),
    };
}
