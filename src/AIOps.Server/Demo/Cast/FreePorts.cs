using System.Net;
using System.Net.Sockets;

namespace AIOps.Server.Demo.Cast;

/// <summary>Ports on loopback that nobody listens on now.</summary>
internal static class FreePorts
{
    /// <summary>Takes several at once, so that they differ.</summary>
    public static IReadOnlyList<int> Take(int count)
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
