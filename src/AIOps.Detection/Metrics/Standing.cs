using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>Both sides of one signed statistic, the upper one first. The side is an index, not a branch: of a sign that is as good as random every second branch goes wrong.</summary>
[InlineArray(Sides)]
internal struct Standing
{
    private const int Sides = 2;
    private Tail _first;

    [UnscopedRef]
    public ref Tail Up => ref this[0];

    [UnscopedRef]
    public ref Tail Down => ref this[1];

    public readonly double Evidence(double value) => this[SideOf(value)].Evidence(Math.Abs(value));

    public void Add(double value, float weight) => this[SideOf(value)].Add(Math.Abs(value), weight);

    private static int SideOf(double value) => double.IsNegative(value) ? 1 : 0;
}
