using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AIOps.Remediation.Tests.Steps;

/// <summary>A real sshd on loopback that lets the user of this process in by key; it keeps its home in a folder of its own.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private SshServer(string folder, int port, Process process) => (Folder, Port, _process) = (folder, port, process);

    public string Folder { get; }

    public int Port { get; }

    /// <summary>File that pins this server's key.</summary>
    public string HostKey => Path.Combine(Folder, "known_hosts");

    public string Identity => Path.Combine(Folder, "client");

    public string Home => Path.Combine(Folder, "home");

    public static async Task<SshServer> StartAsync()
    {
        const string program = "/usr/sbin/sshd";
        Assert.That(File.Exists(program), Is.True, "no sshd: run tests/install.sh");
        var folder = Directory.CreateTempSubdirectory("aiops-sshd-").FullName;
        var port = FreePort();
        Directory.CreateDirectory(Path.Combine(folder, "home"));
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory("/run/sshd");
        }

        foreach (var key in new[] { "host", "client", "stranger" })
        {
            using var keygen = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", key, "-f", Path.Combine(folder, key)]);
            await keygen.WaitForExitAsync().WaitAsync(Limit);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "known_hosts"), $"[127.0.0.1]:{port} {await File.ReadAllTextAsync(Path.Combine(folder, "host.pub"))}");
        await File.WriteAllTextAsync(Path.Combine(folder, "other_hosts"), $"[127.0.0.1]:{port} {await File.ReadAllTextAsync(Path.Combine(folder, "stranger.pub"))}");
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {folder}/host
            PidFile {folder}/pid
            AuthorizedKeysFile {folder}/client.pub
            PermitRootLogin yes
            PasswordAuthentication no
            StrictModes no
            UsePAM {(Environment.IsPrivilegedProcess ? "yes" : "no")}
            SetEnv HOME={folder}/home

            """);
        var server = new SshServer(folder, port, Process.Start(new ProcessStartInfo(program, ["-D", "-e", "-f", Path.Combine(folder, "config")]) { UseShellExecute = false, RedirectStandardError = true })!);
        server._process.ErrorDataReceived += (_, _) => { };
        server._process.BeginErrorReadLine();
        for (var began = Stopwatch.GetTimestamp(); !await AnswersAsync(port); await Task.Delay(50))
        {
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Limit), "sshd does not answer");
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Limit);
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
