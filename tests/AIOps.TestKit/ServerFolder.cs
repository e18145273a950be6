using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AIOps.TestKit;

/// <summary>What the starters of real servers share: a free port, a folder, a bounded process.</summary>
internal static class ServerFolder
{
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a program to its end and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(TimeSpan limit, string program, params IReadOnlyList<string> arguments)
    {
        var (code, text) = await TryAsync(limit, program, arguments);
        return code == 0 ? text : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {code}: {text}");
    }

    /// <summary>Runs a program to its end and returns its exit code and output.</summary>
    public static async Task<(int Code, string Output)> TryAsync(TimeSpan limit, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/tmp" };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(limit);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, await output + await errors);
    }
}
