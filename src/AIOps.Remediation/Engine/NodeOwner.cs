using AIOps.Remediation.Guarding;

namespace AIOps.Remediation.Engine;

/// <summary>Who holds a run's lease: machine, process and instance, so that another node of the same machine can prove it dead.</summary>
/// <param name="Machine">Machine and boot.</param>
/// <param name="Process">Process.</param>
/// <param name="Instance">Distinguishes engines in one process.</param>
internal sealed record NodeOwner(string Machine, ProcessIdentity Process, string Instance)
{
    public static string ThisMachine { get; } = $"{Environment.MachineName}.{BootId()}";

    public static NodeOwner New() => new(ThisMachine, ProcessIdentity.Current, Guid.NewGuid().ToString("N")[..8]);

    public static NodeOwner? TryParse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 3 && ProcessIdentity.TryParse(parts[1]) is { } process ? new NodeOwner(parts[0], process, parts[2]) : null;
    }

    /// <summary>True when it ran here and its process is gone: only then is a lease taken before it ends.</summary>
    public bool IsProvenDead => Machine == ThisMachine && !Process.IsAlive;

    public override string ToString() => $"{Machine}/{Process}/{Instance}";

    private static string BootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()[..8];
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
