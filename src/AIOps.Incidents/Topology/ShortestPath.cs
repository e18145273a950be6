namespace AIOps.Incidents.Topology;

/// <summary>Breadth-first search over whatever edges the caller follows.</summary>
internal static class ShortestPath
{
    /// <summary>The way with the fewest hops, both ends included; null when there is none within <paramref name="most"/> hops. Cycles are ordinary.</summary>
    public static List<string>? Find(string from, string to, int most, Func<string, IEnumerable<string>> next)
    {
        if (from == to)
        {
            return [from];
        }

        var before = new Dictionary<string, string>(StringComparer.Ordinal) { [from] = from };
        var front = new List<string> { from };
        for (var hop = 0; hop < most && front.Count > 0; hop++)
        {
            var further = new List<string>();
            foreach (var here in front)
            {
                foreach (var there in next(here))
                {
                    if (!before.TryAdd(there, here))
                    {
                        continue;
                    }

                    if (there == to)
                    {
                        var path = new List<string> { there };
                        for (var step = there; step != from;)
                        {
                            step = before[step];
                            path.Add(step);
                        }

                        path.Reverse();
                        return path;
                    }

                    further.Add(there);
                }
            }

            front = further;
        }

        return null;
    }
}
