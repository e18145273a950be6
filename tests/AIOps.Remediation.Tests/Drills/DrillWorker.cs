using System.Net;
using System.Net.Sockets;
using AIOps.Remediation.Guarding;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A small service as a process of its own: answers, works through a queue of files, leaks and loops when it is told to.</summary>
internal sealed class DrillWorker(string folder, int port)
{
    private readonly List<byte[]> _leaked = [];
    private readonly string _answer = File.Exists(Path.Combine(folder, "config")) && File.ReadAllText(Path.Combine(folder, "config")).Trim() == "good" ? "200 OK" : "500 Internal Server Error";
    private volatile bool _stalled = File.Exists(Path.Combine(folder, "stall"));

    public static string Command(string folder, int port) => $"{string.Join(' ', GuardCommandLine.Own().SkipLast(1))} worker {folder} {port}";

    public async Task RunAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        if (File.Exists(Path.Combine(folder, "leak")))
        {
            Leak();
        }

        if (File.Exists(Path.Combine(folder, "spin")))
        {
            Spin();
        }

        _ = WorkAsync();
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            try
            {
                await AnswerAsync(client);
            }
            catch (IOException)
            {
                // Whoever asked went away.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var asked = await reader.ReadLineAsync() ?? "";
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        _stalled |= asked.Contains("/stall", StringComparison.Ordinal);
        if (asked.Contains("/leak", StringComparison.Ordinal))
        {
            Leak();
        }

        if (asked.Contains("/spin", StringComparison.Ordinal))
        {
            Spin();
        }

        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {_answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }

    private static void Spin()
    {
        var loop = new Thread(() =>
        {
            while (true)
            {
                Thread.SpinWait(1_000);
            }
        }) { IsBackground = true };
        loop.Start();
    }

    private void Leak()
    {
        var block = GC.AllocateUninitializedArray<byte>(400_000_000);
        Array.Fill(block, (byte)1);
        _leaked.Add(block);
    }

    private async Task WorkAsync()
    {
        var queue = Directory.CreateDirectory(Path.Combine(folder, "queue"));
        while (true)
        {
            foreach (var job in _stalled ? [] : queue.GetFiles("*.job"))
            {
                job.Delete();
            }

            await Task.Delay(20);
        }
    }
}
