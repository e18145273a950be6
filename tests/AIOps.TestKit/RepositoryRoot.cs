namespace AIOps.TestKit;

/// <summary>Finds the repository from the test's own folder.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder that holds AIOps.sln.</summary>
    /// <exception cref="InvalidOperationException">It is in no folder above the tests.</exception>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "AIOps.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("AIOps.sln is in no folder above the tests");
    }
}
