using System.Net;
using System.Net.Sockets;

namespace AIOps.Server.Demo.Cast;

/// <summary>Ports on loopback that nobody listens on now, each given away once.</summary>
internal static class FreePorts
{
    private static readonly HashSet<int> Given = [];

    /// <summary>Takes several. Who asks twice gets others: what is listened on a little later looks free until then.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        lock (Given)
        {
            var ports = new List<int>();
            while (ports.Count < count)
            {
                ports.AddRange(Look(count - ports.Count).Where(Given.Add));
            }

            return ports;
        }
    }

    private static List<int> Look(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
