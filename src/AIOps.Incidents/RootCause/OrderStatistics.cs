namespace AIOps.Incidents.RootCause;

/// <summary>Quantiles without sorting: quickselect (Hoare 1961) with the median of three as pivot; linear on average. Values must be finite.</summary>
internal static class OrderStatistics
{
    /// <summary>The quantile with linear interpolation between neighbours; reorders the values unless they are sorted already.</summary>
    public static double Quantile(Span<double> values, double q, bool sorted = false)
    {
        var position = q * (values.Length - 1);
        var below = (int)position;
        var above = Math.Min(values.Length - 1, below + 1);
        if (!sorted)
        {
            Select(values, below);
        }

        var low = values[below];
        var high = sorted || above == below ? values[above] : Least(values[above..]);
        return low + ((position - below) * (high - low));
    }

    /// <summary>Puts the k-th smallest value at index k, smaller ones before it and larger ones after.</summary>
    private static void Select(Span<double> values, int k)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var (first, middle, last) = (values[low], values[(low + high) / 2], values[high]);
            var pivot = Math.Max(Math.Min(first, middle), Math.Min(Math.Max(first, middle), last));
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (k <= j)
            {
                high = j;
            }
            else if (k >= i)
            {
                low = i;
            }
            else
            {
                return;
            }
        }
    }

    private static double Least(ReadOnlySpan<double> values)
    {
        var least = values[0];
        foreach (var value in values)
        {
            least = Math.Min(least, value);
        }

        return least;
    }
}
