namespace AIOps.Remediation.Tests;

/// <summary>Where guards find programs: what is put first here is found before what the machine has.</summary>
internal static class SearchPath
{
    private static readonly Lock Turn = new();

    public static void Prepend(string folder)
    {
        lock (Turn)
        {
            Environment.SetEnvironmentVariable("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}");
        }
    }
}
